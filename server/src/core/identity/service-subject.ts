// Whose failure it is when a service's credential is refused: the service's, at the network that the attempt came from.
import type { Origin } from '../caller.ts';
import type { ServiceRow } from '../ports/tables.ts';
import { networkOf } from './guessing/guard.ts';
import type { GuessSubject } from './guessing/guard.ts';

/**
 * What a service's failures are counted under: the service at one network, since its secret cannot be guessed and
 * anybody who knows the public client id could lock a whole fleet out otherwise.
 */
export function serviceSubject(row: ServiceRow | undefined, clientId: string, origin: Origin): GuessSubject {
  const network = networkOf(origin);
  return row === undefined
    ? { kind: 'unknown', key: `client:${clientId.slice(0, 128)}@${network}`, name: '' }
    : { kind: 'service', key: `service:${row.id}@${network}`, name: `${row.name} at ${network}` };
}

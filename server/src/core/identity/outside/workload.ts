// Sign-in of workloads (a CI job, a pod) with the token that their platform gives them: the operator's rules name the
// service that they are, and its access token ends no later than theirs.
import { AppError } from '../../../base/errors.ts';
import type { Origin } from '../../caller.ts';
import { checkRow } from '../../keys/signed-rows.ts';
import { operate } from '../../operation.ts';
import type { Ports } from '../../ports/deps.ts';
import type { IssuedToken } from '../identity.ts';
import { issueToken } from '../issue-token.ts';
import { toServicePrincipal } from '../rows.ts';
import { providersOf, requireTimeLeft } from './sign-in.ts';

const MAX_ACCESS_SECONDS = 60 * 60;

export async function loginWorkload(
  ports: Ports,
  origin: Origin,
  input: { readonly provider: string; readonly token: string },
): Promise<IssuedToken> {
  return operate(ports, origin, {
    name: 'service.login-outside',
    requires: { on: 'nothing' },
    run: async () => {
      const proven = await providersOf(ports).verifyWorkload(input.provider, input.token, ports.clock.now());
      requireTimeLeft(ports, proven.expiresAt);
      const found = await ports.store.find('services', { client_id: proven.clientId });
      const row = found === undefined ? undefined : checkRow(ports.keyring, 'services', found);
      if (row === undefined || row.disabled === 1 || (await toServicePrincipal(ports, row)) === null) {
        throw new AppError('unauthenticated', 'The service of this workload is missing or disabled.', {
          details: { reason: 'disabled' },
        });
      }
      const { issued, change } = issueToken(ports, {
        kind: 'access',
        name: `${row.name} by ${proven.provider}: ${proven.subject}`.slice(0, 128),
        principal: { kind: 'service', id: row.id },
        lifetimeSeconds: MAX_ACCESS_SECONDS,
        notAfter: proven.expiresAt,
      });
      return {
        result: issued,
        changes: [change],
        objects: [{ kind: 'token', id: issued.summary.id, name: issued.summary.name }],
        actor: { kind: 'service', id: row.id, name: row.name },
      };
    },
  });
}

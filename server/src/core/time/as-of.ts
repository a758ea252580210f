// The secrets of a space as they were at a moment, put together from their versions and from what was kept whenever
// something else about them changed. What happened at the very moment counts as done.
import { setImmediate } from 'node:timers/promises';

import { AppError, invalidInput } from '../../base/errors.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow, SpaceRow, VersionRow } from '../ports/tables.ts';
import { missingVersion } from '../secrets/find-secret.ts';
import { stateOf } from './secret-states.ts';

const MAX_SECRETS = 2000;
const TURN = 50;

export interface SecretThen {
  /** Its row as it is now, wherever it is. */
  readonly row: SecretRow;
  /** The space in which it is now, whose key opens its versions. */
  readonly home: SpaceRow;
  /** The row as it was, but for what counts and signs it. */
  readonly then: SecretRow;
  /** The version that was current. */
  readonly version: VersionRow;
}

/** `invalid-input` on `at` for a moment that has not come. */
export function checkMoment({ clock }: Ports, at: number | undefined, path = 'at'): void {
  if (at !== undefined && at > clock.now())
    throw invalidInput({ path, message: 'must not be in the future' });
}

/** In the order of their names then. `too-large` for a space that ever had more than 2000 secrets. */
export async function secretsAsOf(
  ports: Ports,
  space: SpaceRow | null,
  at: number,
): Promise<readonly SecretThen[]> {
  if (space === null) return [];
  const found: SecretThen[] = [];
  for (const [index, row] of (await everHere(ports, space)).entries()) {
    if (index % TURN === TURN - 1) await setImmediate();
    const secret = await secretAsOf(ports, row, at);
    if (secret === null || secret.then.space_id !== space.id || secret.then.deleted_at !== null) continue;
    found.push({ ...secret, home: await homeOf(ports, space, row) });
  }
  return found.sort((a, b) => (a.then.name < b.then.name ? -1 : 1));
}

/** Every secret that is in the space, in its trash, or has been there before it was moved. */
async function everHere({ store, keyring }: Ports, space: SpaceRow): Promise<readonly SecretRow[]> {
  const rows = new Map((await store.select('secrets', { space_id: space.id })).map((row) => [row.id, row]));
  for (const { secret_id: id } of await store.select('secret_states', { space_id: space.id })) {
    const moved = rows.has(id) ? undefined : await store.find('secrets', { id });
    if (moved !== undefined) rows.set(id, moved);
  }
  if (rows.size > MAX_SECRETS) {
    throw new AppError('too-large', `The space has had more than ${MAX_SECRETS} secrets.`, {
      details: { object: 'space', max: MAX_SECRETS },
    });
  }
  return [...rows.values()].map((row) => checkRow(keyring, 'secrets', row));
}

async function homeOf({ store, keyring }: Ports, space: SpaceRow, row: SecretRow): Promise<SpaceRow> {
  if (row.space_id === space.id) return space;
  const home = await store.find('spaces', { id: row.space_id });
  if (home === undefined)
    throw new AppError('integrity-failed', 'A row of spaces is missing from the store.');
  return checkRow(keyring, 'spaces', home);
}

async function secretAsOf(
  ports: Ports,
  row: SecretRow,
  at: number,
): Promise<Omit<SecretThen, 'home'> | null> {
  if (row.created_at > at) return null;
  const { store, keyring } = ports;
  const states = await store.select('secret_states', { secret_id: row.id });
  const state = states.find(({ ended_at: endedAt }) => endedAt > at);
  if (state !== undefined) checkRow(keyring, 'secret_states', state);
  const versions = await store.select('versions', { secret_id: row.id });
  const version = versions.findLast(
    (one) => one.version <= row.version && (one.created_at <= at || one.version === 1),
  );
  if (version === undefined) throw missingVersion();
  checkRow(keyring, 'versions', version);
  const { field_names, public_fields, secret_bytes } = version;
  const content = { version: version.version, field_names, public_fields, secret_bytes };
  return { row, then: { ...row, ...stateOf(state ?? row), ...content }, version };
}

// All versions of a secret, sealed for another place: another space, another secret, or both. What was destroyed stays so.
import { resealFields } from '../../crypto/index.ts';
import { checkRow, signNew, signNext } from '../keys/signed-rows.ts';
import { spaceKeyOf } from '../keys/space-keys.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SecretRow, SpaceRow, VersionRow } from '../ports/tables.ts';
import { missingVersion } from '../secrets/find-secret.ts';
import type { FoundSecret } from '../secrets/find-secret.ts';

/** The versions themselves, sealed for `next`, which is the same secret in `space`. */
export async function moveVersions(
  ports: Ports,
  from: FoundSecret,
  space: SpaceRow,
): Promise<readonly RowChange[]> {
  const versions = await versionsOf(ports, from.row);
  return versions.map((version) => {
    const sealed = resealed(ports, from.space, version, { space, secretId: version.secret_id });
    return { op: 'update', table: 'versions', row: signNext(ports.keyring, 'versions', version, sealed) };
  });
}

/** Versions of another secret with the same contents, numbers and dates. */
export async function copyVersions(
  ports: Ports,
  from: FoundSecret,
  to: { readonly space: SpaceRow; readonly secretId: string },
): Promise<readonly RowChange[]> {
  const versions = await versionsOf(ports, from.row);
  return versions.map((version) => {
    const sealed = resealed(ports, from.space, version, to);
    const row = signNew(ports.keyring, 'versions', { ...version, ...sealed, secret_id: to.secretId });
    return { op: 'insert', table: 'versions', row };
  });
}

/** All versions up to the current one; a later one belongs to a change that meets this one. */
async function versionsOf(ports: Ports, secret: SecretRow): Promise<readonly VersionRow[]> {
  const found = await ports.store.select('versions', { secret_id: secret.id });
  const rows = found.filter(({ version }) => version <= secret.version);
  if (rows.length !== secret.version) throw missingVersion();
  return rows.map((row) => checkRow(ports.keyring, 'versions', row));
}

function resealed(
  ports: Ports,
  from: SpaceRow,
  { secret_id: secretId, version, wrapped_key: wrappedKey, sealed }: VersionRow,
  to: { readonly space: SpaceRow; readonly secretId: string },
) {
  if (wrappedKey === null || sealed === null) return {};
  const { instanceId } = ports.keyring;
  const moved = resealFields(
    {
      spaceKey: spaceKeyOf(ports.keyring, from),
      place: { instanceId, spaceId: from.id, secretId, version },
    },
    {
      spaceKey: spaceKeyOf(ports.keyring, to.space),
      place: { instanceId, spaceId: to.space.id, secretId: to.secretId, version },
    },
    { wrappedKey, sealed },
  );
  return { wrapped_key: moved.wrappedKey, sealed: moved.sealed };
}

// The end of a user's sessions: what a changed password, or a lost one, takes with it. Tokens that were made on
// purpose stay; they are listed and revoked one by one.
import { checkRow, signNext } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';

/** Revokes the user's live sessions, but for the one that asks. */
export async function endSessions(
  ports: Ports,
  userId: string,
  exceptTokenId?: string,
): Promise<readonly RowChange[]> {
  const now = ports.clock.now();
  const rows = await ports.store.select('tokens', {
    principal_kind: 'user',
    principal_id: userId,
    revoked_at: null,
  });
  return rows
    .filter((row) => row.kind === 'session' || row.kind === 'partial')
    .filter((row) => row.id !== exceptTokenId && (row.expires_at === null || row.expires_at > now))
    .map((row) => ({
      op: 'update',
      table: 'tokens',
      row: signNext(ports.keyring, 'tokens', checkRow(ports.keyring, 'tokens', row), { revoked_at: now }),
    }));
}

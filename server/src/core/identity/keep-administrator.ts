// Nobody locks out the last administrator: whoever takes the rights of one has to leave another who can sign in.
import { AppError } from '../../base/errors.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';

/**
 * `conflict` when nobody but this user administers. The change that it returns touches another administrator's row:
 * two who take each other's rights at once meet there, and the second is decided anew.
 */
export async function keepAnAdministrator(ports: Ports, exceptId: string): Promise<readonly RowChange[]> {
  const administrators = await ports.store.select('users', { admin: 1, disabled: 0 });
  const other = administrators.find((row) => row.id !== exceptId);
  if (other === undefined) {
    throw new AppError('conflict', 'There has to be an administrator left who can sign in.', {
      details: { object: 'user', field: 'admin' },
    });
  }
  const row = signNext(ports.keyring, 'users', checkRow(ports.keyring, 'users', other), {});
  return [{ op: 'update', table: 'users', row }];
}

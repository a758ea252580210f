// One name, one id, one variable and one path per space: finds what is taken, in that order, before a write.
import { AppError } from '../../base/errors.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow } from '../ports/tables.ts';

type Columns = Pick<SecretRow, 'id' | 'public_id' | 'name' | 'env' | 'file'>;

const MESSAGES = {
  name: 'A secret with this name exists already in the space.',
  id: 'A secret with this id exists already in the space.',
  env: 'Another secret of the space is delivered as this environment variable.',
  file: 'Another secret of the space is delivered to this file path.',
} as const;

/** `conflict` on the first member that another live secret of the space, or an earlier one of the batch, holds. */
export async function checkUnique(
  ports: Ports,
  spaceId: string | null,
  row: Columns,
  earlier: readonly Columns[] = [],
  prefix = '',
): Promise<void> {
  const taken = async (where: Partial<Columns>): Promise<boolean> => {
    const [column, value] = Object.entries(where)[0] ?? [];
    if (value === undefined || column === undefined) return false;
    if (earlier.some((other) => other[column as keyof Columns] === value)) return true;
    if (spaceId === null) return false;
    const other = await ports.store.find('secrets', { space_id: spaceId, ...where, deleted_at: null });
    return other !== undefined && checkRow(ports.keyring, 'secrets', other).id !== row.id;
  };
  if (await taken({ name: row.name })) throw conflict('name', prefix);
  if (await taken({ public_id: row.public_id })) throw conflict('id', prefix);
  if (row.env !== null && (await taken({ env: row.env }))) throw conflict('env', prefix);
  if (row.file !== null && (await taken({ file: row.file }))) throw conflict('file', prefix);
}

function conflict(field: keyof typeof MESSAGES, prefix: string): AppError {
  const message = MESSAGES[field];
  return new AppError('conflict', message, {
    details: { object: 'secret', field, issues: [{ path: prefix + field, message: 'is already in use' }] },
  });
}

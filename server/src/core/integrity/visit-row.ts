// One stored row, judged by itself: its MAC, its ciphertext, and the rows that it cannot be without.
import { AppError } from '../../base/errors.ts';
import { checkFound, checkRow } from '../keys/signed-rows.ts';
import { spaceKeyOf } from '../keys/space-keys.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow, TableName, Tables, VersionRow } from '../ports/tables.ts';
import { openVersion } from '../secrets/rows.ts';
import type { IntegrityProblem } from './report.ts';

/** Null for a row that verifies; other errors than of integrity pass through. */
export async function visitRow<T extends TableName>(
  ports: Pick<Ports, 'store' | 'keyring'>,
  table: T,
  row: Tables[T],
): Promise<IntegrityProblem | null> {
  try {
    checkRow(ports.keyring, table, row);
  } catch (error) {
    return problemOf(error, 'mac');
  }
  try {
    return await visitContent(ports, { table, row } as TableRow);
  } catch (error) {
    return problemOf(error, 'sealed');
  }
}

type TableRow = { [T in TableName]: { readonly table: T; readonly row: Tables[T] } }[TableName];

async function visitContent(
  ports: Pick<Ports, 'store' | 'keyring'>,
  visited: TableRow,
): Promise<IntegrityProblem | null> {
  const { table, row } = visited;
  if (table === 'spaces') spaceKeyOf(ports.keyring, row);
  if (table === 'services') ports.keyring.openCredential(row.id, row.secret_term, row.sealed_secret);
  if (table === 'secrets') return visitSecret(ports, row);
  if (table === 'versions') return visitVersion(ports, row);
  return null;
}

/** A secret has its space and its current version. */
async function visitSecret(
  ports: Pick<Ports, 'store' | 'keyring'>,
  row: SecretRow,
): Promise<IntegrityProblem | null> {
  const space = await ports.store.find('spaces', { id: row.space_id });
  const version = await ports.store.find('versions', { secret_id: row.id, version: row.version });
  return space === undefined || version === undefined ? 'missing' : null;
}

/** A version belongs to a secret of a space and, unless it was destroyed, opens. */
async function visitVersion(
  ports: Pick<Ports, 'store' | 'keyring'>,
  row: VersionRow,
): Promise<IntegrityProblem | null> {
  const { store, keyring } = ports;
  const secret = checkFound(keyring, 'secrets', await store.find('secrets', { id: row.secret_id }));
  if (secret === undefined) return 'missing';
  const space = checkFound(keyring, 'spaces', await store.find('spaces', { id: secret.space_id }));
  if (space === undefined) return 'missing';
  if (row.destroyed_at === null) openVersion(ports, space, row);
  return null;
}

function problemOf(error: unknown, otherwise: IntegrityProblem): IntegrityProblem {
  const { code } = error as { readonly code?: unknown };
  if (!(error instanceof AppError)) throw error;
  if (code === 'integrity-failed') return 'mac';
  if (code === 'decrypt-failed' || code === 'gone') return otherwise;
  throw error;
}

// The lines of a backup (docs/backup.md): one JSON text each. Bytes are {"b":"Base64"}, all other values themselves.
import { AppError } from '../base/errors.ts';
import type { CellValue } from '../stores/whole-tables.ts';

export const FORMAT = 'polyvault-backup-1';

/** The first line. */
export interface Header {
  readonly format: typeof FORMAT;
  readonly instance: string;
  /** How many migrations made the tables. */
  readonly schema: number;
  readonly createdAt: string;
  readonly server: string;
}

/** What the last line states, signed. */
export interface Manifest extends Header {
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly sha256: string }[];
  readonly audit: readonly LaneHead[];
}

/** Where the log of a lane stands: its size and the root of its tree in Base64. */
export interface LaneHead {
  readonly lane: string;
  readonly size: number;
  readonly root: string;
}

export type Line =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'table'; readonly name: string; readonly columns: readonly string[] }
  | { readonly kind: 'row'; readonly values: readonly CellValue[] }
  | { readonly kind: 'end'; readonly note: string };

/** The name under which manifests of a store are signed; the first line of what is signed. */
export function manifestName(instance: string): string {
  return `polyvault-backup/${instance}`;
}

export function formatRow(values: readonly CellValue[]): string {
  return `${JSON.stringify(values.map((value) => (value instanceof Uint8Array ? { b: base64(value) } : value)))}\n`;
}

export function formatLine(
  line: Header | { readonly table: string; readonly columns: readonly string[] } | { readonly end: string },
): string {
  return `${JSON.stringify(line)}\n`;
}

/** `integrity-failed` for what no backup holds. */
export function parseLine(text: string): Line {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw notABackup();
  }
  if (Array.isArray(parsed)) return { kind: 'row', values: parsed.map(parseValue) };
  if (!isRecord(parsed)) throw notABackup();
  if (typeof parsed['end'] === 'string') return { kind: 'end', note: parsed['end'] };
  const { table, columns } = parsed;
  if (typeof table === 'string' && Array.isArray(columns)) {
    return { kind: 'table', name: table, columns: columns.map(String) };
  }
  return { kind: 'header', header: parseHeader(parsed) };
}

function parseHeader(parsed: Readonly<Record<string, unknown>>): Header {
  const { format, instance, schema, createdAt, server } = parsed;
  if (typeof format === 'string' && format.startsWith('polyvault-backup-') && format !== FORMAT) {
    throw new AppError('unavailable', 'The backup has a format of a newer version. Use a newer version.');
  }
  if (
    format !== FORMAT ||
    typeof instance !== 'string' ||
    typeof schema !== 'number' ||
    typeof createdAt !== 'string' ||
    typeof server !== 'string'
  ) {
    throw notABackup();
  }
  return { format, instance, schema, createdAt, server };
}

function parseValue(value: unknown): CellValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (isRecord(value) && typeof value['b'] === 'string')
    return new Uint8Array(Buffer.from(value['b'], 'base64'));
  throw notABackup();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

export function notABackup(): AppError {
  return new AppError(
    'integrity-failed',
    'The file is not a whole Polyvault backup: a line of it cannot be understood.',
  );
}

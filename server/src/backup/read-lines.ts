// From the bytes of a backup to its rows. What was read is whole and undamaged only when the reading came to its end:
// every count, digest and tree is held against the manifest there. The signature needs a key, and is judged by others.
import { AppError } from '../base/errors.ts';
import { RunningDigest } from '../crypto/index.ts';
import type { CellValue } from '../stores/whole-tables.ts';
import { AuditWalk } from './audit-walk.ts';
import { manifestName, notABackup, parseLine } from './lines.ts';
import type { Header, Manifest } from './lines.ts';

/** A line is a row; the longest are events and sealed versions. */
const MAX_LINE = 64 * 1024 * 1024;

export interface RowTaker {
  /** Called first. */
  header(header: Header): void;
  /** Gives what takes the rows of a table. */
  table(name: string, columns: readonly string[]): (values: readonly CellValue[]) => void;
}

export interface ReadBackup {
  readonly manifest: Manifest;
  /** The manifest as a signed note. */
  readonly note: string;
}

/** `integrity-failed` that says what does not fit. */
export async function readLines(chunks: AsyncIterable<Uint8Array>, taker: RowTaker): Promise<ReadBackup> {
  const walk = new AuditWalk();
  const tables: Manifest['tables'][number][] = [];
  let header: Header | null = null;
  let note: string | null = null;
  let table: { name: string; columns: readonly string[]; rows: number; digest: RunningDigest } | null = null;
  let take: (values: readonly CellValue[]) => void = () => undefined;
  const endTable = (): void => {
    if (table !== null) tables.push({ name: table.name, rows: table.rows, sha256: table.digest.hex() });
    table = null;
  };
  for await (const text of linesOf(chunks)) {
    if (note !== null) throw notABackup();
    const line = parseLine(text);
    if (header === null) {
      if (line.kind !== 'header') throw notABackup();
      header = line.header;
      taker.header(header);
    } else if (line.kind === 'table') {
      endTable();
      table = { name: line.name, columns: line.columns, rows: 0, digest: new RunningDigest() };
      table.digest.add(`${text}\n`);
      take = taker.table(line.name, line.columns);
    } else if (line.kind === 'row' && table !== null) {
      if (line.values.length !== table.columns.length) throw notABackup();
      table.digest.add(`${text}\n`);
      table.rows += 1;
      walk.take(table.name, table.columns, line.values);
      take(line.values);
    } else if (line.kind === 'end') {
      endTable();
      note = line.note;
    } else throw notABackup();
  }
  if (header === null || note === null) {
    throw new AppError('integrity-failed', 'The backup has no manifest at its end: it was cut short.');
  }
  const manifest = parseManifest(header, note);
  const read: Pick<Manifest, 'tables' | 'audit'> = { tables, audit: walk.heads() };
  for (const [index, { name, rows, sha256 }] of read.tables.entries()) {
    const stated = manifest.tables[index];
    if (stated?.name !== name || stated.rows !== rows || stated.sha256 !== sha256) {
      throw new AppError(
        'integrity-failed',
        `The table ${name} of the backup is not the one that its manifest states.`,
      );
    }
  }
  if (
    manifest.tables.length !== read.tables.length ||
    JSON.stringify(manifest.audit) !== JSON.stringify(read.audit)
  ) {
    throw new AppError('integrity-failed', 'The backup does not hold what its manifest states.');
  }
  return { manifest, note };
}

function parseManifest(header: Header, note: string): Manifest {
  const [name, text] = note.split('\n');
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(text ?? '') as Partial<Manifest>;
  } catch {
    throw notABackup();
  }
  const { tables, audit, ...about } = manifest;
  if (name !== manifestName(header.instance) || JSON.stringify(about) !== JSON.stringify(header))
    throw notABackup();
  if (!Array.isArray(tables) || !Array.isArray(audit)) throw notABackup();
  return { ...header, tables, audit };
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of chunks) {
    let text: string;
    try {
      text = rest + decoder.decode(chunk, { stream: true });
    } catch {
      throw notABackup();
    }
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw notABackup();
    yield* lines;
  }
  if (rest !== '')
    throw new AppError('integrity-failed', 'The backup ends in the middle of a line: it was cut short.');
}

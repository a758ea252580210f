// From the tables of one moment to the lines of a backup, with the signed manifest as the last one.
import { RunningDigest } from '../crypto/index.ts';
import type { Keyring } from '../crypto/index.ts';
import type { WholeTable } from '../stores/whole-tables.ts';
import { AuditWalk } from './audit-walk.ts';
import { FORMAT, formatLine, formatRow, manifestName } from './lines.ts';
import type { Header, Manifest } from './lines.ts';

const CHUNK_CHARACTERS = 256 * 1024;

export interface Copied {
  readonly schema: number;
  tables(): Iterable<WholeTable>;
}

/**
 * The text of a backup in pieces; what the generator returns is the manifest. `integrity-failed` when the log does not
 * hold: a backup of it would restore to a store that does not start.
 */
export async function* writeLines(
  copied: Copied,
  keyring: Keyring,
  about: Pick<Header, 'createdAt' | 'server'>,
): AsyncGenerator<Uint8Array, Manifest, undefined> {
  const header: Header = { format: FORMAT, instance: keyring.instanceId, schema: copied.schema, ...about };
  const walk = new AuditWalk();
  const tables: Manifest['tables'][number][] = [];
  let text = formatLine(header);
  for (const { name, columns, rows } of copied.tables()) {
    const digest = new RunningDigest();
    let count = 0;
    let part = formatLine({ table: name, columns });
    for await (const values of rows) {
      walk.take(name, columns, values);
      part += formatRow(values);
      count += 1;
      if (part.length < CHUNK_CHARACTERS) continue;
      digest.add(part);
      yield Buffer.from(text + part);
      text = '';
      part = '';
    }
    digest.add(part);
    text += part;
    tables.push({ name, rows: count, sha256: digest.hex() });
  }
  const manifest: Manifest = { ...header, tables, audit: walk.heads() };
  const name = manifestName(keyring.instanceId);
  const note = keyring.signAuditNote(keyring.auditSignTerm, name, `${name}\n${JSON.stringify(manifest)}\n`);
  yield Buffer.from(text + formatLine({ end: note }));
  return manifest;
}

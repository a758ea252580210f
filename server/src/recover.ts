// The program for backup, restore and drill, run where the data folder is: `polyvault backup` and its like start it. It
// reads a store beside a running server, and writes only backups, scratch copies and stores that are not there yet.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { AppError } from './base/errors.ts';
import { makeBackup } from './backup/make-backup.ts';
import type { Manifest } from './backup/lines.ts';
import { previewBackup, restoreBackup } from './backup/restore.ts';
import type { Restored } from './backup/restore.ts';
import { readSettings } from './config/settings.ts';
import { VERSION } from './config/version.ts';
import type { AgeKey, AgeLock } from './crypto/index.ts';
import { openKeyring } from './seals/open-keyring.ts';
import { readKeyMaterial } from './stores/sqlite/open.ts';

const USAGE = `Usage: polyvault backup FILE  (--recipient AGE1... | --passphrase-file F)
       polyvault restore FILE (--identity-file F | --passphrase-file F) [--preview]
       polyvault drill [FILE  (--identity-file F | --passphrase-file F)]
with --data-dir, --key-file and --database-url as for polyvault server.`;

const OPTIONS = {
  recipient: { type: 'string', multiple: true },
  'passphrase-file': { type: 'string' },
  'identity-file': { type: 'string' },
  preview: { type: 'boolean' },
  json: { type: 'boolean' },
  'data-dir': { type: 'string' },
  'key-file': { type: 'string' },
  'database-url': { type: 'string' },
} as const;

type Flags = ReturnType<typeof parse>['values'];

try {
  process.umask(0o077);
  const { positionals, values } = parse(process.argv.slice(2));
  await run(positionals, values);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`polyvault: ${error.message}\n`);
  process.exitCode = error.code === 'invalid-input' ? 2 : 1;
}

async function run([command, file, ...rest]: readonly string[], flags: Flags): Promise<void> {
  if (rest.length > 0) throw new AppError('invalid-input', USAGE);
  const place = placeOf(flags);
  const begun = Date.now();
  if (command === 'backup' && file !== undefined) {
    const made = await makeBackup(await sourceOf(place), lockOf(flags), resolve(file), about());
    tell(flags, { file: resolve(file), bytes: made.bytes, ...summary(made) }, [
      `Made and verified: ${resolve(file)} (${made.bytes} bytes).`,
      ...described(made),
    ]);
  } else if (command === 'restore' && file !== undefined && flags.preview === true) {
    const manifest = await previewBackup(resolve(file), keyOf(flags));
    tell(flags, { manifest }, ['The backup is whole. Nothing was restored.', ...counts(manifest)]);
  } else if (command === 'restore' && file !== undefined) {
    const restored = await restoreBackup(resolve(file), keyOf(flags), place);
    tell(flags, { database: place.path, ...summary(restored) }, [
      `Restored and verified: ${place.path}.`,
      ...described(restored),
      'Start the server once with --accept-rollback: its log will say that a backup was restored.',
    ]);
  } else if (command === 'drill') {
    const drilled = await drill(place, file, flags);
    const seconds = (Date.now() - begun) / 1000;
    tell(flags, { seconds, ...summary(drilled) }, [
      `The drill went well in ${seconds.toFixed(1)} s: ${file === undefined ? 'a new backup' : 'the backup'} was restored into a scratch copy, verified and removed.`,
      ...described(drilled),
    ]);
  } else throw new AppError('invalid-input', USAGE);
}

/** With a file, whether it restores; without one, whether a backup of this store would. */
async function drill(place: Place, file: string | undefined, flags: Flags): Promise<Restored> {
  const scratch = mkdtempSync(join(file === undefined ? dirname(place.path) : tmpdir(), 'polyvault-drill-'));
  try {
    if (file === undefined) {
      return await makeBackup(await sourceOf(place), { recipients: [] }, join(scratch, 'drill.age'), about());
    }
    const target = { path: join(scratch, 'polyvault.db'), keyFile: place.keyFile };
    return await restoreBackup(resolve(file), keyOf(flags), target);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Place {
  readonly path: string;
  readonly keyFile: string;
}

function placeOf(flags: Flags): Place {
  const given = (['data-dir', 'key-file', 'database-url'] as const).flatMap((name) => {
    const value = flags[name];
    return value === undefined ? [] : [`--${name}=${value}`];
  });
  const { dataDir, keyFile, databasePath, databaseUrl } = readSettings(given);
  if (databaseUrl !== null) {
    throw new AppError(
      'invalid-input',
      'Backup and restore know SQLite only so far. Back PostgreSQL up with its own tools (pg_dump); what it holds is sealed.',
    );
  }
  return { path: databasePath, keyFile: keyFile ?? join(dataDir, 'root.key') };
}

async function sourceOf({ path, keyFile }: Place) {
  const refuse = (): never => {
    throw new AppError('unavailable', `Start the server of ${path} once with this version, then back it up.`);
  };
  const keys = {
    readKeyMaterial: () => readKeyMaterial(path) ?? refuse(),
    initialize: refuse,
    addKeys: refuse,
  };
  return { databasePath: path, keyFile, keyring: (await openKeyring(keys, keyFile, Date.now())).keyring };
}

function about() {
  return { createdAt: new Date().toISOString(), server: VERSION };
}

function lockOf(flags: Flags): AgeLock {
  if (flags['passphrase-file'] !== undefined) return { passphrase: passphraseOf(flags['passphrase-file']) };
  const { recipient: recipients } = flags;
  if (recipients !== undefined) return { recipients };
  throw new AppError('invalid-input', `For whom? Name --recipient or --passphrase-file.\n${USAGE}`);
}

function keyOf(flags: Flags): AgeKey {
  if (flags['passphrase-file'] !== undefined) return { passphrase: passphraseOf(flags['passphrase-file']) };
  if (flags['identity-file'] === undefined) {
    throw new AppError('invalid-input', `Which key? Name --identity-file or --passphrase-file.\n${USAGE}`);
  }
  const lines = textOf(flags['identity-file'])
    .split('\n')
    .map((line) => line.trim());
  return { identities: lines.filter((line) => line !== '' && !line.startsWith('#')) };
}

function passphraseOf(file: string): string {
  const passphrase = textOf(file).replace(/\r?\n$/, '');
  if (passphrase.length >= 12) return passphrase;
  throw new AppError(
    'invalid-input',
    'The passphrase is too short: a backup can be tried offline. Take 12 characters or more.',
  );
}

/** `-` is standard input. */
function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new AppError('invalid-input', `The file ${file} cannot be read.`, { cause });
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new AppError('invalid-input', `${cause instanceof Error ? cause.message : ''}\n${USAGE}`, {
      cause,
    });
  }
}

function summary({ rows, versions, keyFingerprint, manifest }: Restored) {
  return { rows, versions, keyFingerprint, manifest };
}

function described({ rows, versions, keyFingerprint, manifest }: Restored): readonly string[] {
  return [
    ...counts(manifest),
    `  checked  ${rows} signed rows and ${versions} versions, with key ${keyFingerprint}`,
  ];
}

function counts({ createdAt, server, schema, tables, audit }: Manifest): readonly string[] {
  const rows = (name: string): number => tables.find((table) => table.name === name)?.rows ?? 0;
  return [
    `  made     ${createdAt} by ${server}, schema ${schema}`,
    `  holds    ${rows('secrets')} secrets, ${rows('versions')} versions, ${rows('spaces')} spaces, ${rows('users')} users`,
    ...audit.map(({ lane, size, root }) => `  audit    ${lane}: ${size} events, root ${root}`),
  ];
}

function tell(flags: Flags, result: unknown, lines: readonly string[]): void {
  process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : `${lines.join('\n')}\n`);
}

// `polyvault import`: the entries of a file, or of another store's export, as secrets of a space, after a preview that
// shows what would be created, changed and refused, and never a value.
import { Option } from 'commander';
import { PolyvaultError } from '@polyvault/sdk';
import type { Client, Secret } from '@polyvault/sdk';

import { envNameProblem } from '../delivery/env-names.ts';
import { CommandError, EXIT } from '../failure.ts';
import { readInput } from '../input.ts';
import { decideImport } from '../secrets-file/decide-import.ts';
import type { ImportRow } from '../secrets-file/decide-import.ts';
import { SecretsFileError } from '../secrets-file/entry.ts';
import type { Entry } from '../secrets-file/entry.ts';
import { parseEnvFile } from '../secrets-file/env.ts';
import {
  openSopsFile,
  parseDopplerExport,
  parseInfisicalExport,
  parseVaultExport,
} from '../secrets-file/exports.ts';
import { parseJsonFile, parseYamlFile } from '../secrets-file/mapping.ts';
import { table } from '../terminal.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

const PARSERS = {
  env: parseEnvFile,
  json: parseJsonFile,
  yaml: parseYamlFile,
  vault: parseVaultExport,
  infisical: parseInfisicalExport,
  doppler: parseDopplerExport,
} as const;
type Format = keyof typeof PARSERS | 'sops';

interface Options extends SpaceOption {
  readonly format?: Format;
  readonly dryRun?: boolean;
  readonly delivery: boolean;
}

export const registerImport: RegisterCommand = (program, context, end) => {
  program
    .command('import')
    .description("secrets of a file or of another store's export; --dry-run shows what would happen")
    .argument('<file>', 'a file, or - for stdin')
    .addOption(spaceOption())
    .addOption(
      new Option('--format <format>', 'by default what the name ends with').choices([
        ...Object.keys(PARSERS),
        'sops',
      ]),
    )
    .option('--dry-run', 'change nothing')
    .option('--no-delivery', 'do not deliver new secrets under their own names')
    .addHelpText(
      'after',
      examples(
        'polyvault import .env --space apps/shop/dev --dry-run',
        'vault kv get -format=json secret/shop | polyvault import - --format vault --space apps/shop',
        'polyvault import secrets.enc.yaml --format sops --dry-run',
      ),
    )
    .action(async (file: string, options: Options) => {
      const space = context.space(options.space);
      const entries = await parse(file, options.format);
      const client = context.client();
      const rows = decideImport(entries, await currentSecrets(client, space));
      const refused = rows.filter(({ action }) => action === 'refuse').length;
      const dryRun = options.dryRun === true;
      // All or nothing as far as can be known before: a refusal leaves the others alone as well.
      if (!dryRun && refused === 0) {
        await write(client, space, entries, rows, options.delivery);
      }
      const shown = rows.map(({ key, action, reason }) => [action, key, reason ?? '']);
      context.print(
        { space, dryRun, rows, written: !dryRun && refused === 0 },
        `${table(['ACTION', 'NAME', 'WHY'], shown)}\n\n${summary(rows, space, dryRun)}`,
      );
      if (refused > 0) end(EXIT.refused);
    });
};

async function parse(file: string, given: Format | undefined): Promise<readonly Entry[]> {
  const content = given === 'sops' ? '' : await readInput(file);
  const format = given ?? formatOf(file);
  if (format === null) {
    throw new CommandError(EXIT.usage, `What format is ${file}?`, 'Say it with --format env, json or yaml.');
  }
  let entries: readonly Entry[];
  try {
    entries = format === 'sops' ? openSopsFile(file) : PARSERS[format](content);
  } catch (error) {
    if (!(error instanceof SecretsFileError)) throw error;
    throw new CommandError(EXIT.refused, `${file}: ${error.message}.`, null, error);
  }
  if (entries.length === 0) throw new CommandError(EXIT.refused, `There are no secrets in ${file}.`);
  return entries;
}

function formatOf(file: string): Format | null {
  if (/(?:^|[/.])\.?env(?:\.[^/]*)?$/.test(file)) return 'env';
  if (file.endsWith('.json')) return 'json';
  return /\.ya?ml$/.test(file) ? 'yaml' : null;
}

/** With their values, so that those that stay the same are left alone; a space that is not there yet has none. */
async function currentSecrets(client: Client, space: string): Promise<ReadonlyMap<string, Secret | null>> {
  const names = new Map<string, Secret | null>();
  for await (const { name } of client.secrets.all({ space, limit: 1000 })) names.set(name, null);
  try {
    const values = await client.values(space);
    if (values.changed) for (const secret of values.items) names.set(secret.name, secret);
  } catch (error) {
    // Without the right to read, every known name counts as a change.
    if (!(error instanceof PolyvaultError && error.code === 'forbidden')) throw error;
  }
  return names;
}

async function write(
  client: Client,
  space: string,
  entries: readonly Entry[],
  rows: readonly ImportRow[],
  deliver: boolean,
): Promise<void> {
  for (const [index, { key, value }] of entries.entries()) {
    const row = rows[index];
    if (row === undefined || row.action === 'keep') continue;
    const asNew = row.action === 'create' && deliver && envNameProblem(key) === null && row.env;
    const options = row.action === 'create' ? { ifAbsent: true } : {};
    await client.secrets.put(
      { space, name: key },
      { value, ...(asNew ? { delivery: { env: key } } : {}) },
      options,
    );
  }
}

function summary(rows: readonly ImportRow[], space: string, dryRun: boolean): string {
  const count = (action: ImportRow['action']): number => rows.filter((row) => row.action === action).length;
  const [created, changed, kept, refused] = [
    count('create'),
    count('change'),
    count('keep'),
    count('refuse'),
  ];
  const numbers = `${created} to create, ${changed} to change, ${kept} the same, ${refused} refused`;
  if (dryRun) return `Nothing was written. In ${space}: ${numbers}.`;
  if (refused > 0) return `Nothing was written because of what is refused. In ${space}: ${numbers}.`;
  return `Imported into ${space}: ${created} created, ${changed} changed, ${kept} the same.`;
}

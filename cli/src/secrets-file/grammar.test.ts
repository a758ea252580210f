// The command line's reader of secrets files reads what the server's does: both play conformance/secrets-file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import { parseEnvFile } from './env.ts';
import { parseJsonFile, parseYamlFile } from './mapping.ts';

interface Case {
  readonly format: 'env' | 'json' | 'yaml';
  readonly content: string;
  readonly entries: readonly (readonly [string, string])[] | null;
}

const PARSERS = { env: parseEnvFile, json: parseJsonFile, yaml: parseYamlFile };
const file = new URL('../../../conformance/secrets-file/grammar.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };

for (const { format, content, entries } of cases) {
  test(`${format} ${JSON.stringify(content)}`, () => {
    if (entries === null) assert.throws(() => PARSERS[format](content), SecretsFileError);
    else
      assert.deepEqual(
        PARSERS[format](content).map(({ key, value }) => [key, value]),
        entries,
      );
  });
}

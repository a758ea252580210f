// The server's reader of secrets files reads what the command line's does: both play conformance/secrets-file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import { parseSecretsFile } from './parse.ts';

interface Case {
  readonly format: string;
  readonly content: string;
  readonly entries: readonly (readonly [string, string])[] | null;
}

const LIMITS = { fileBytes: 1_000_000, secrets: 100 };
const file = new URL('../../../../../conformance/secrets-file/grammar.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };

for (const { format, content, entries } of cases) {
  test(`${format} ${JSON.stringify(content)}`, () => {
    const read = () => parseSecretsFile(format, content, LIMITS).map(({ key, value }) => [key, value]);
    if (entries === null) assert.throws(read, SecretsFileError);
    else assert.deepEqual(read(), entries);
  });
}

// What is exported reads back as what it was: by a shell, by our own import, by parsers of JSON and YAML.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Secret } from '@polyvault/sdk';

import { CommandError } from '../failure.ts';
import { parseEnvFile } from '../secrets-file/env.ts';
import { parseJsonFile, parseYamlFile } from '../secrets-file/mapping.ts';
import { formatSecrets } from './formats.ts';

const options = { name: 'shop', namespace: 'prod' };

function secret(name: string, fields: Readonly<Record<string, string>>, env: string | null = name): Secret {
  const now = '2026-01-01T00:00:00.000Z';
  return {
    id: name,
    space: 's',
    name,
    kind: 'generic',
    description: '',
    tags: [],
    delivery: { env, file: null, enabled: true },
    expiresAt: null,
    version: 1,
    fieldNames: Object.keys(fields),
    publicFields: {},
    createdAt: now,
    updatedAt: now,
    fields,
  };
}

const HARD = [
  ' $HOME `id` "q" \'s\' \\n #x ',
  'two\nlines\r\n',
  '\ttab',
  '',
  '\u00fc\u{1f600}',
  "it's",
  '\\',
];
const secrets = HARD.map((value, index) => secret(`K${index}`, { value }));

test('a shell has exactly these values', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-export-'));
  try {
    const file = join(folder, 'env.sh');
    writeFileSync(file, formatSecrets('shell', secrets, options));
    for (const [index, value] of HARD.entries()) {
      const shown = execFileSync('sh', ['-c', `. "$1"; printf '%s|' "$K${index}"`, 'sh', file], {
        encoding: 'utf8',
      });
      assert.equal(shown, `${value}|`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('import reads dotenv, JSON and YAML back, whatever the value', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), (values) => {
      const some = [...values.filter((value) => !value.includes('\0')), ...HARD].map((value, index) =>
        secret(`K${index}`, { value }),
      );
      const expected = Object.fromEntries(some.map(({ name, fields }) => [name, fields['value']]));
      const read = [
        parseEnvFile(formatSecrets('dotenv', some, options)),
        parseJsonFile(formatSecrets('json', some, options)),
        parseYamlFile(formatSecrets('yaml', some, options)),
      ];
      for (const entries of read)
        assert.deepEqual(Object.fromEntries(entries.map(({ key, value }) => [key, value])), expected);
    }),
    { numRuns: 200 },
  );
});

test('Docker takes lines as they are; several lines are refused by name', () => {
  assert.equal(formatSecrets('docker', [secret('A', { value: `"x" 'y' $z` })], options), `A="x" 'y' $z\n`);
  assert.throws(
    () => formatSecrets('docker', [secret('A', { value: 'canary\nx' })], options),
    (error) => error instanceof CommandError && error.message.startsWith('A has several lines'),
  );
});

test('a Kubernetes Secret has every field, base64', () => {
  const text = formatSecrets(
    'k8s',
    [secret('A', { value: 'v' }), secret('db', { user: 'u', pass: 'p' })],
    options,
  );
  assert.deepEqual(parse(text), {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'shop', namespace: 'prod' },
    type: 'Opaque',
    data: { A: 'dg==', 'db.user': 'dQ==', 'db.pass': 'cA==' },
  });
  assert.throws(() => formatSecrets('k8s', [secret('a b', { value: 'v' })], options), /cannot be a key/);
});

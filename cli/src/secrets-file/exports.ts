// What other stores export, as entries: Vault's KV engine, Infisical and Doppler in JSON, and files that sops opens.
import { spawnSync } from 'node:child_process';

import { quoteKey, SecretsFileError } from './entry.ts';
import type { Entry } from './entry.ts';
import { parseJsonFile } from './mapping.ts';

/** `vault kv get -format=json PATH`, of version 1 or 2 of the engine, or its data alone. */
export function parseVaultExport(content: string): readonly Entry[] {
  const outer = objectOf(parseJson(content));
  const data = isObject(outer['data']) ? outer['data'] : outer;
  const inner = isObject(data['data']) && isObject(data['metadata']) ? data['data'] : data;
  return Object.entries(inner).map(([key, value]) => entryOf(key, value));
}

/** `infisical export --format=json`: a list of keys and values, under the names of the command or of the API. */
export function parseInfisicalExport(content: string): readonly Entry[] {
  const parsed = parseJson(content);
  const list = isObject(parsed) ? parsed['secrets'] : parsed;
  if (!Array.isArray(list)) throw new SecretsFileError('it is not a list of secrets');
  const entries = list.map((item: unknown) => {
    const one = objectOf(item);
    const key = one['key'] ?? one['secretKey'];
    if (typeof key !== 'string') throw new SecretsFileError('a secret of the list has no key');
    return entryOf(key, one['value'] ?? one['secretValue']);
  });
  const keys = new Set<string>();
  for (const { key } of entries) {
    if (keys.has(key)) throw new SecretsFileError(`the key ${quoteKey(key)} stands there twice`);
    keys.add(key);
  }
  return entries;
}

/** `doppler secrets --json`, with computed values, or `doppler secrets download --format json`, which is flat. */
export function parseDopplerExport(content: string): readonly Entry[] {
  return Object.entries(objectOf(parseJson(content))).map(([key, value]) =>
    entryOf(key, isObject(value) ? value['computed'] : value),
  );
}

/** Opened by sops itself, which finds the keys; what it prints goes no further than here. */
export function openSopsFile(path: string): readonly Entry[] {
  const { error, status, stdout } = spawnSync('sops', ['--decrypt', '--output-type', 'json', path], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error !== undefined) throw new SecretsFileError('sops cannot be started; it has to be installed');
  if (status !== 0)
    throw new SecretsFileError(`sops could not open it, and ended with ${status ?? 'a signal'}`);
  return parseJsonFile(stdout);
}

function entryOf(key: string, value: unknown): Entry {
  if (typeof value === 'string') return { key, value };
  throw new SecretsFileError(`value for key ${quoteKey(key)} must be a string`);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content.replace(/^\ufeff/, ''));
  } catch {
    throw new SecretsFileError('it is not valid JSON');
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw new SecretsFileError('it must map secret names to values');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

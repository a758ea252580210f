// A secrets file of any format as its entries (coder.md 2.11); what is wrong with one entry is judged later.
import { utf8Length } from '../../../base/bytes.ts';
import { trimWhiteSpace } from '../white-space.ts';
import { SecretsFileError, checkUniqueKeys } from './entry.ts';
import type { SecretsFileEntry } from './entry.ts';
import { parseEnvFile } from './env.ts';
import { parseJsonFile } from './json.ts';
import { parseYamlFile } from './yaml.ts';

export interface SecretsFileLimits {
  readonly fileBytes: number;
  /** The most entries. */
  readonly secrets: number;
}

const PARSERS = new Map([
  ['env', parseEnvFile],
  ['json', parseJsonFile],
  ['yaml', parseYamlFile],
]);

/** 1 to `limits.secrets` entries with different keys, in file order; SecretsFileError otherwise. */
export function parseSecretsFile(
  format: string,
  content: string,
  limits: SecretsFileLimits,
): readonly SecretsFileEntry[] {
  if (utf8Length(content) > limits.fileBytes) {
    throw new SecretsFileError(`secrets file exceeds the maximum allowed size of ${limits.fileBytes} bytes`);
  }
  const parse = PARSERS.get(format);
  if (parse === undefined) throw new SecretsFileError(unknownFormat(format));
  const entries = trimWhiteSpace(content) === '' ? [] : parse(content);
  if (entries.length === 0) throw new SecretsFileError('no secrets found in file');
  if (entries.length > limits.secrets) {
    throw new SecretsFileError(
      `secrets file contains ${entries.length} secrets, which exceeds the maximum of ${limits.secrets} secrets per user`,
    );
  }
  checkUniqueKeys(entries);
  return entries;
}

/** Repeats the format only where it looks like one: a client may have put the content in its place. */
function unknownFormat(format: string): string {
  return /^[A-Za-z0-9]{1,16}$/.test(format)
    ? `unknown secrets file format "${format}"`
    : 'unknown secrets file format';
}

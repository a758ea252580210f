// The seal's key line from the environment, or from a credential of systemd. It has no flag: everybody on the machine can
// read the arguments of a process.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '../base/errors.ts';
import { SecretText } from '../base/secret-text.ts';

const CREDENTIAL = 'polyvault-seal-key';

/** Null when neither gives one; `unavailable` for a credential that cannot be read. */
export function readSealKey(env: NodeJS.ProcessEnv): SecretText | null {
  const given = env['POLYVAULT_SEAL_KEY'];
  if (given !== undefined && given !== '') return new SecretText(given.trim());
  const folder = env['CREDENTIALS_DIRECTORY'];
  if (folder === undefined) return null;
  try {
    return new SecretText(readFileSync(join(folder, CREDENTIAL), 'utf8').trim());
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new AppError('unavailable', `The credential ${CREDENTIAL} cannot be read.`, { cause });
  }
}

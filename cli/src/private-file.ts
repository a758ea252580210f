// Files of the command line that hold a credential: written whole with mode 0600, refused when others can read them.
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { CommandError, EXIT } from './failure.ts';

/** The text of the file, or null when there is none. A file open to others is refused, with the way to close it. */
export function readPrivateFile(path: string): string | null {
  try {
    const { mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new CommandError(EXIT.usage, `Others can read ${path}.`, `Close it with: chmod 600 ${path}`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw failedFile(path, 'cannot be read', error);
  }
}

/** Replaces the file in one step; folders are made with mode 0700. */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  const fresh = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(fresh, { force: true });
    writeFileSync(fresh, content, { mode: 0o600, flag: 'wx' });
    chmodSync(fresh, 0o600);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw failedFile(path, 'cannot be written', error);
  }
}

/** A token that stands alone in a private file, without the line end. */
export function readTokenFile(path: string): string {
  const text = readPrivateFile(path);
  if (text === null) throw new CommandError(EXIT.usage, `There is no token file ${path}.`);
  return text.trim();
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

function failedFile(path: string, problem: string, error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  const code = isSystemError(error) ? ` (${error.code})` : '';
  return new CommandError(EXIT.failed, `${path} ${problem}${code}.`, null, error);
}

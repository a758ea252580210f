// The name under which a database stands while it is restored, and the refusal to start beside one.
import { existsSync } from 'node:fs';

import { AppError } from '../../base/errors.ts';

export function draftOf(path: string): string {
  return `${path}.restoring`;
}

/** `unavailable` when a restore was cut off and no database came of it: a new store must not take its place. */
export function refuseHalfRestored(path: string): void {
  if (existsSync(path) || !existsSync(draftOf(path))) return;
  throw new AppError(
    'unavailable',
    `A restore into ${path} was cut off. Run it again; or remove ${draftOf(path)} to start with a new store.`,
  );
}

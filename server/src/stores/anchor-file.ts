// The audit anchor: the newest checkpoint in a file outside of the database, replaced as a whole and on disk when a
// write resolves, so that an old database does not pass for the newest.
import { readFileSync, renameSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import { AppError } from '../base/errors.ts';
import type { Anchor } from '../core/ports/index.ts';

export class AnchorFile implements Anchor {
  readonly #path: string;
  #written = -1;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Null when there is none; `unavailable` when it is there and cannot be read. */
  read(): string | null {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new AppError('unavailable', `The audit anchor ${this.#path} cannot be read.`, { cause });
    }
  }

  write(note: string, size: number): Promise<void> {
    const run = this.#last.then(() => this.#replace(note, size));
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Keeps what is there under another name. */
  setAside(now: number): void {
    try {
      renameSync(this.#path, `${this.#path}.before-${new Date(now).toISOString().replaceAll(':', '')}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  async #replace(note: string, size: number): Promise<void> {
    if (size <= this.#written) return;
    const fresh = `${this.#path}.new`;
    const file = await open(fresh, 'w', 0o600);
    try {
      await file.writeFile(note);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, this.#path);
    const folder = await open(dirname(this.#path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    this.#written = size;
  }
}

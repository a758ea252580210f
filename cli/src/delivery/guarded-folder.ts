// A folder below a root, reached step by step without following a link, so that nobody can swap a step for a link
// that leads elsewhere. On Linux each step is taken from the open folder before it.
import { closeSync, constants, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { isSystemError } from '../private-file.ts';

/** Why a file is not written; the message holds no content. */
export class FileRefusedError extends Error {}

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/** An open folder and names in it. */
export class GuardedFolder {
  readonly path: string;
  readonly #fd: number;

  private constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
  }

  /**
   * Opens `path`, a real path at or below the real path `root`, runs, and closes. Missing folders are made with mode
   * 0700 and reported, when `onMade` is given. A step that is a link is refused.
   */
  static use<T>(
    root: string,
    path: string,
    run: (folder: GuardedFolder) => T,
    onMade?: (path: string) => void,
  ): T {
    let here = new GuardedFolder(root, openSync(root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    try {
      for (const step of relative(root, path).split('/').filter(Boolean)) {
        const next = here.#step(step, onMade);
        closeSync(here.#fd);
        here = next;
      }
      return run(here);
    } finally {
      closeSync(here.#fd);
    }
  }

  /** A path for a name in this very folder, wherever its own path leads by now. */
  at(name: string): string {
    return process.platform === 'linux' ? `/proc/self/fd/${this.#fd}/${name}` : join(this.path, name);
  }

  #step(name: string, onMade: ((path: string) => void) | undefined): GuardedFolder {
    const path = join(this.path, name);
    const open = () => new GuardedFolder(path, openSync(this.at(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    try {
      return open();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code === 'ENOTDIR' || error.code === 'ELOOP') {
        throw new FileRefusedError(`${path} is not a folder`);
      }
      if (error.code !== 'ENOENT' || onMade === undefined) throw error;
      mkdirSync(this.at(name), { mode: 0o700 });
      onMade(path);
      return open();
    }
  }
}

/** The real path of what may not exist yet: links of the part that exists are resolved, the rest is appended. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT' || path === dirname(path)) throw error;
    return join(realPathOf(dirname(path)), relative(dirname(path), path));
  }
}

export function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root === '/' ? '/' : `${root}/`);
}

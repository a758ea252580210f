// The files that one run writes, and takes away again at its end. None is written outside of its root, and what was
// in a file's place before comes back.
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { isSystemError } from '../private-file.ts';
import { FileRefusedError, GuardedFolder, isWithin, realPathOf } from './guarded-folder.ts';

export interface FileRules {
  /** What `~` means. */
  readonly home: string;
  /** Files are only written below this folder, after all links. */
  readonly root: string;
  /** And never below these. */
  readonly refused: readonly string[];
}

interface WrittenFile {
  /** Real path of the folder. */
  readonly folder: string;
  readonly name: string;
  /** Open as long as the file is ours, so that no other file can get its number. */
  readonly fd: number;
  /** Name under which the file that was there before is kept, or null. */
  readonly kept: string | null;
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

export class DeliveredFiles {
  readonly #rules: FileRules;
  /** By real path. */
  readonly #written = new Map<string, WrittenFile>();
  /** Folders that this run made, in the order of making. */
  readonly #made: string[] = [];

  constructor(rules: FileRules) {
    this.#rules = rules;
  }

  /**
   * Writes one file whole, with mode 0600, in folders of mode 0700 where they are missing, and answers with its real
   * path. FileRefusedError or a system error when that is not possible; then nothing has changed.
   */
  write(path: string, content: string): string {
    const target = this.#locate(path);
    const onMade = (folder: string): void => void this.#made.push(folder);
    GuardedFolder.use(
      this.#root,
      dirname(target),
      (folder) => this.#replace(folder, target, content),
      onMade,
    );
    return target;
  }

  /** Takes away the files that are not among these real paths. Answers with what could not be taken away. */
  keepOnly(targets: ReadonlySet<string>): readonly string[] {
    return [...this.#written.keys()].reverse().flatMap((target) => {
      if (targets.has(target)) return [];
      const problem = this.#takeAway(target);
      return problem === null ? [] : [problem];
    });
  }

  /** Takes everything away, empty folders of its own making included. Can be called again. */
  removeAll(): readonly string[] {
    const problems = this.keepOnly(new Set());
    for (const folder of this.#made.splice(0).reverse()) {
      try {
        rmdirSync(folder);
      } catch (error) {
        // A folder that somebody else uses by now stays.
        if (!isSystemError(error)) throw error;
      }
    }
    return problems;
  }

  /** A root that is not there matters only once there is a file for it. */
  get #root(): string {
    try {
      return realpathSync(this.#rules.root);
    } catch (cause) {
      throw new FileRefusedError(`the folder ${this.#rules.root} cannot be used`, { cause });
    }
  }

  /** The real path that is meant, which is below the root and not refused. */
  #locate(path: string): string {
    const absolute = path.startsWith('~/') ? join(this.#rules.home, path.slice(1)) : resolve(path);
    if (!path.startsWith('~/') && !path.startsWith('/'))
      throw new FileRefusedError('it must start with / or ~/');
    if (path.endsWith('/')) throw new FileRefusedError('it names a folder');
    const real = join(realPathOf(dirname(absolute)), basename(absolute));
    const target = isLink(real) ? realpathSync(real) : real;
    const root = this.#root;
    if (!isWithin(root, target) || target === root) {
      throw new FileRefusedError(`it leads out of ${this.#rules.root}`);
    }
    const refused = this.#rules.refused.find((folder) => isWithin(realPathOf(resolve(folder)), target));
    if (refused !== undefined) throw new FileRefusedError(`files below ${refused} are refused`);
    return target;
  }

  #replace(folder: GuardedFolder, target: string, content: string): void {
    const name = basename(target);
    const before = this.#written.get(target);
    const there = lookAt(folder.at(name));
    if (there !== null && !there.isFile())
      throw new FileRefusedError('there is something that is not a file');
    const fresh = `.polyvault-new-${crypto.randomUUID()}`;
    const fd = openSync(folder.at(fresh), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      fchmodSync(fd, 0o600);
      writeFileSync(fd, content);
      const ours = before !== undefined && there !== null && isSame(there, before.fd);
      const kept = ours ? before.kept : there === null ? null : `.polyvault-kept-${crypto.randomUUID()}`;
      if (kept !== null && !ours) renameSync(folder.at(name), folder.at(kept));
      renameSync(folder.at(fresh), folder.at(name));
      if (before !== undefined) closeSync(before.fd);
      this.#written.set(target, { folder: folder.path, name, fd, kept: kept ?? before?.kept ?? null });
    } catch (error) {
      if (lookAt(folder.at(fresh)) !== null) unlinkSync(folder.at(fresh));
      closeSync(fd);
      throw error;
    }
  }

  #takeAway(target: string): string | null {
    const file = this.#written.get(target);
    if (file === undefined) return null;
    this.#written.delete(target);
    try {
      // Wherever it was moved or linked to: nothing of it stays.
      ftruncateSync(file.fd, 0);
      return GuardedFolder.use(this.#root, file.folder, (folder) => {
        const there = lookAt(folder.at(file.name));
        if (there !== null && !isSame(there, file.fd)) {
          return `${target} was replaced by another file, which stays`;
        }
        if (there !== null) unlinkSync(folder.at(file.name));
        if (file.kept !== null) renameSync(folder.at(file.kept), folder.at(file.name));
        return null;
      });
    } catch (error) {
      if (isSystemError(error) && error.code === 'ENOENT') return null;
      if (!isSystemError(error) && !(error instanceof FileRefusedError)) throw error;
      return `${target} could not be removed (${isSystemError(error) ? error.code : error.message})`;
    } finally {
      closeSync(file.fd);
    }
  }
}

function lookAt(path: string): BigIntStats | null {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
}

function isLink(path: string): boolean {
  return lookAt(path)?.isSymbolicLink() === true;
}

function isSame(there: BigIntStats, fd: number): boolean {
  const ours = fstatSync(fd, { bigint: true });
  return there.dev === ours.dev && there.ino === ours.ino;
}

// A disk that keeps only what was synced: of everything else a power cut leaves any part, in pieces of a sector, in any
// order. Names (files made, renamed, removed) are journaled, so a cut leaves the first few of those that were not synced.
import type { Random } from '../access/random.ts';
import type { DiskCall } from './recording.ts';

/** What a disk writes whole or not at all. */
const SECTOR = 512;

type Pending =
  | { readonly offset: number; readonly bytes: Buffer }
  /** Cut or extended to this size. */
  | { readonly size: number };

class StoredFile {
  /** What is on the disk for certain. */
  synced: Buffer;
  pending: Pending[] = [];

  constructor(synced: Buffer) {
    this.synced = synced;
  }

  sync(): void {
    if (this.pending.length === 0) return;
    this.synced = applied(this.synced, this.pending);
    this.pending = [];
  }

  /** `keep` of 0 loses everything that was not synced, 1 keeps all of it. */
  afterCut(random: Random, keep: number): Buffer {
    const kept = this.pending
      .flatMap((change) => ('size' in change ? [change] : sectors(change)))
      .filter(() => random.chance() < keep);
    return applied(this.synced, kept);
  }
}

type NameChange = (names: Map<string, StoredFile>) => void;

export class Disk {
  /** As a program sees it. */
  readonly #names = new Map<string, StoredFile>();
  readonly #inodes = new Map<bigint, StoredFile>();
  #syncedNames: ReadonlyMap<string, StoredFile>;
  #pendingNames: NameChange[] = [];

  constructor(files: ReadonlyMap<string, Buffer>) {
    for (const [name, bytes] of files) this.#names.set(name, new StoredFile(bytes));
    this.#syncedNames = new Map(this.#names);
  }

  apply(call: DiskCall): void {
    switch (call.type) {
      case 'opened':
        this.#open(call);
        return;
      case 'written':
        this.#inodes.get(call.inode)?.pending.push({ offset: call.offset, bytes: call.bytes });
        return;
      case 'cut':
        this.#inodes.get(call.inode)?.pending.push({ size: call.size });
        return;
      case 'synced':
        this.#inodes.get(call.inode)?.sync();
        return;
      case 'folder-synced':
        this.#syncedNames = new Map(this.#names);
        this.#pendingNames = [];
        return;
      case 'renamed':
        this.#rename((names) => {
          const file = names.get(call.from);
          if (file === undefined) return;
          names.delete(call.from);
          names.set(call.to, file);
        });
        return;
      case 'removed':
        this.#rename((names) => names.delete(call.name));
    }
  }

  /** One of the states that a power cut at this moment can leave. */
  afterCut(random: Random): ReadonlyMap<string, Buffer> {
    // Mostly a mixture; the two ends are likely as well.
    const keep = Math.min(1, Math.max(0, random.chance() * 1.6 - 0.3));
    const names = new Map(this.#syncedNames);
    const reached = Math.round(random.chance() * this.#pendingNames.length);
    for (const change of this.#pendingNames.slice(0, reached)) change(names);
    return new Map([...names].map(([name, file]) => [name, file.afterCut(random, keep)]));
  }

  #open({ inode, name, emptied }: Extract<DiskCall, { type: 'opened' }>): void {
    let file = this.#names.get(name);
    if (file === undefined) {
      const made = new StoredFile(Buffer.alloc(0));
      file = made;
      this.#rename((names) => names.set(name, made));
    } else if (emptied) {
      file.pending.push({ size: 0 });
    }
    this.#inodes.set(inode, file);
  }

  #rename(change: NameChange): void {
    change(this.#names);
    this.#pendingNames.push(change);
  }
}

function applied(content: Buffer, changes: readonly Pending[]): Buffer {
  const ends = changes.map((change) =>
    'size' in change ? change.size : change.offset + change.bytes.length,
  );
  const result = Buffer.alloc(Math.max(content.length, ...ends));
  content.copy(result);
  let length = content.length;
  for (const [index, change] of changes.entries()) {
    const end = ends[index] ?? 0;
    if ('size' in change) {
      if (end < length) result.fill(0, end, length);
      length = end;
    } else {
      change.bytes.copy(result, change.offset);
      length = Math.max(length, end);
    }
  }
  return result.subarray(0, length);
}

function sectors({ offset, bytes }: { readonly offset: number; readonly bytes: Buffer }): Pending[] {
  const pieces: Pending[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = Math.min(bytes.length - at, SECTOR - ((offset + at) % SECTOR));
    pieces.push({ offset: offset + at, bytes: bytes.subarray(at, at + size) });
    at += size;
  }
  return pieces;
}

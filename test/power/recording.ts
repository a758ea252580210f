// What test/power/recorder.c wrote down, read back: the calls that changed a folder, in the order in which they happened.

interface Moment {
  /** CLOCK_MONOTONIC in nanoseconds, as process.hrtime.bigint() gives it. */
  readonly time: bigint;
}

export type DiskCall = Moment &
  (
    | { readonly type: 'opened'; readonly inode: bigint; readonly name: string; readonly emptied: boolean }
    | { readonly type: 'written'; readonly inode: bigint; readonly offset: number; readonly bytes: Buffer }
    | { readonly type: 'cut'; readonly inode: bigint; readonly size: number }
    | { readonly type: 'synced'; readonly inode: bigint }
    | { readonly type: 'renamed'; readonly from: string; readonly to: string }
    | { readonly type: 'removed'; readonly name: string }
    | { readonly type: 'folder-synced' }
  );

const HEAD = 40;

/** Stops at a record that is not whole: the process was killed while it wrote it. */
export function readRecording(log: Buffer): readonly DiskCall[] {
  const calls: DiskCall[] = [];
  /** The first of the two records of a rename. */
  let renamed: string | null = null;
  for (let at = 0; at + HEAD <= log.length;) {
    const length = Number(log.readBigUInt64LE(at + 32));
    if (at + HEAD + length > log.length) break;
    const time = log.readBigUInt64LE(at + 8);
    const inode = log.readBigUInt64LE(at + 16);
    const offset = Number(log.readBigUInt64LE(at + 24));
    const bytes = log.subarray(at + HEAD, at + HEAD + length);
    const name = (): string => bytes.toString();
    switch (log[at]) {
      case 1:
        calls.push({ type: 'opened', time, inode, name: name(), emptied: offset === 1 });
        break;
      case 2:
        calls.push({ type: 'written', time, inode, offset, bytes });
        break;
      case 3:
        calls.push({ type: 'cut', time, inode, size: offset });
        break;
      case 4:
        calls.push({ type: 'synced', time, inode });
        break;
      case 5:
        calls.push({ type: 'renamed', time, from: renamed ?? '', to: name() });
        renamed = null;
        break;
      case 6:
        if (inode === 0n) calls.push({ type: 'removed', time, name: name() });
        else renamed = name();
        break;
      case 7:
        calls.push({ type: 'folder-synced', time });
        break;
      default:
        throw new Error(`The recording has a record of type ${String(log[at])} at ${at}.`);
    }
    at += HEAD + length;
  }
  return calls;
}

// The arithmetic of `range`: zero-based, clamped to the list, and the one switch between its two readings.

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Sources differ on whether the end belongs to the range (appgate.md 2.3). */
export type RangeReading = 'half-open' | 'inclusive';

const MAX_INDEX = 2 ** 31 - 1;

/** `A-B` with whole numbers; null, which means everything, for anything else. */
export function parseRange(text: string | null): Range | null {
  const match = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(text ?? '');
  if (match === null) return null;
  return { from: Math.min(Number(match[1]), MAX_INDEX), to: Math.min(Number(match[2]), MAX_INDEX) };
}

/** How many rows a range asks for; 0 when it ends before it starts. */
export function rowsOf(range: Range, reading: RangeReading): number {
  return Math.max(0, range.to - range.from + (reading === 'inclusive' ? 1 : 0));
}

/** `A-B/T` of an answer: the range clamped to the `matched` items, all of them without one. */
export function rangeText(range: Range | null, matched: number): string {
  const from = Math.min(range?.from ?? 0, matched);
  const to = Math.max(from, Math.min(range?.to ?? matched, matched));
  return `${from}-${to}/${matched}`;
}

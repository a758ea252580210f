// Random choices that a seed repeats (mulberry32), so that a failing case can be met again.

export interface Random {
  /** From 0 up to, and without, 1. */
  chance(): number;
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number;
  pick<T>(items: readonly T[]): T;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    chance: next,
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
  };
}

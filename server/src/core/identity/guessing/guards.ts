// What one core remembers of failed attempts; bounded, in memory, gone with the process.
import type { Ports } from '../../ports/deps.ts';
import { Failures } from './failures.ts';
import { Turnstile } from './turnstile.ts';

export interface Guards {
  readonly failures: Failures;
  readonly turnstile: Turnstile;
  /** Ends of the locks of subjects that do not exist, by key. */
  readonly unknownLocks: Map<string, number>;
}

const guards = new WeakMap<Ports['store'], Guards>();

export function guardsOf({ store }: Pick<Ports, 'store'>): Guards {
  let own = guards.get(store);
  if (own === undefined) {
    own = { failures: new Failures(), turnstile: new Turnstile(), unknownLocks: new Map() };
    guards.set(store, own);
  }
  return own;
}

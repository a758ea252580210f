// Makes callers and recognizes them: an object that was not made here is nobody, whatever its members say.
import type { Caller, Origin } from './caller.ts';

const made = new WeakSet<Origin>();

/** Called by authentication and by createCore for the system itself, by nobody else. */
export function makeCaller(caller: Caller): Caller {
  const own = Object.freeze({ ...caller });
  made.add(own);
  return own;
}

export function isCaller(origin: Origin): origin is Caller {
  return made.has(origin);
}

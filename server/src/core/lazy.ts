// Inputs that a dialect may give as a function, so that they are judged after the caller and the object.
import type { Lazy } from './facade.ts';

export function force<T extends object>(input: Lazy<T>): T {
  return typeof input === 'function' ? input() : input;
}

import type { Here } from './cycle-of-types.ts';

export interface There {
  readonly here: Here;
}

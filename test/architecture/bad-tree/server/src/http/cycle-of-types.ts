import type { There } from './cycle-of-types-back.ts';

export interface Here {
  readonly there: There;
}

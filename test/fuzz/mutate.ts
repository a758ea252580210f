// From a valid request to one that may be anything: no mutation, or up to three. What comes out depends on the random
// numbers and on the draft alone.
import type { Draft } from './draft.ts';
import type { Hostile } from './hostile.ts';
import { withoutPublicMarks } from './marks.ts';
import { changeBytes } from './mutate-bytes.ts';
import * as headers from './mutate-headers.ts';
import { changeJson } from './mutate-json.ts';
import * as paths from './mutate-path.ts';
import type { Random } from './random.ts';
import type { Session } from './session.ts';

type Mutator = (draft: Draft, random: Random, hostile: Hostile, session: Session) => unknown;

/** Name, weight, mutator. */
const MUTATORS: readonly (readonly [string, number, Mutator])[] = [
  ['json', 40, changeJson],
  ['bytes', 12, changeBytes],
  ['segment', 14, paths.changeSegment],
  ['query', 12, paths.changeQuery],
  ['path', 6, paths.flipPath],
  ['method', 7, paths.swapMethod],
  ['header', 10, headers.changeHeader],
  ['credential', 10, headers.changeCredential],
  ['type', 8, headers.changeType],
  ['framing', 1, headers.changeFraming],
  ['head', 1, headers.garbleHead],
];
const TOTAL = MUTATORS.reduce((sum, [, weight]) => sum + weight, 0);
const UNCHANGED = 0.15;

export function mutate(draft: Draft, random: Random, hostile: Hostile, session: Session): void {
  if (random.chance(UNCHANGED)) return;
  const before = draft.body;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    let rest = random.next() * TOTAL;
    const [name, , change] = MUTATORS.find(([, weight]) => (rest -= weight) < 0) ??
      MUTATORS[0] ?? ['', 0, null];
    change?.(draft, random, hostile, session);
    draft.notes.push(name);
  }
  if (draft.body === null) return;
  const isJson = !draft.headers.some(([name, value]) => /^content-type$/i.test(name) && /form/i.test(value));
  if (draft.body !== before || !isJson) draft.body = withoutPublicMarks(draft.body, isJson);
}

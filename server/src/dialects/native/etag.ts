// Compare-and-set over HTTP: a secret's entity tag is its version between quotes, that of all values of a space is
// core's tag of its state.
import { invalidInput } from '../../core/index.ts';
import type { Precondition } from '../../core/index.ts';

/** The header members that matter here; Node has joined repeated ones with commas. */
export interface ConditionHeaders {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** The entity tag of a version, or of the state of a space. */
export function etagOf(state: number | string): string {
  return `"${state}"`;
}

/**
 * What `If-Match: "N"` asks of a write; `none` without it. `invalid-input` for any other form, and for
 * `If-None-Match`, which only a PUT can honour.
 */
export function parseIfMatch(headers: ConditionHeaders): Precondition {
  if (headers['if-none-match'] !== undefined) {
    throw invalidInput({ path: 'If-None-Match', message: 'is only possible with PUT' });
  }
  const text = headers['if-match'];
  if (text === undefined) return 'none';
  const version = /^"([1-9][0-9]{0,14})"$/.exec(text)?.[1];
  if (version === undefined) {
    throw invalidInput({ path: 'If-Match', message: 'must be one version between quotes, such as "3"' });
  }
  return { version: Number(version) };
}

/** As `parseIfMatch`, and `absent` for `If-None-Match: *`. Both headers together are `invalid-input`. */
export function parsePutCondition(headers: ConditionHeaders): Precondition {
  const text = headers['if-none-match'];
  if (text === undefined) return parseIfMatch(headers);
  if (headers['if-match'] !== undefined) {
    throw invalidInput({ path: 'If-None-Match', message: 'cannot be combined with If-Match' });
  }
  if (text !== '*') throw invalidInput({ path: 'If-None-Match', message: 'must be *' });
  return 'absent';
}

/**
 * Whether a reader already has this version or state: `If-None-Match` as a list of entity tags, compared weakly
 * (RFC 9110 13.1.2). `invalid-input` when it is not such a list.
 */
export function alreadyHas(header: string | undefined, state: number | string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((part) => part.trim());
  if (!tags.every((tag) => /^(?:W\/)?"[\x21\x23-\x2b\x2d-\x7e]*"$/.test(tag))) {
    throw invalidInput({
      path: 'If-None-Match',
      message: 'must be versions between quotes, such as "3", when reading',
    });
  }
  return tags.some((tag) => tag.replace(/^W\//, '') === etagOf(state));
}

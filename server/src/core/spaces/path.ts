// The address of a space: 1 to 8 segments of [A-Za-z0-9][A-Za-z0-9._@-]*, each at most 128 characters.
import { invalidInput } from '../../base/errors.ts';

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/;
const MAX_SEGMENTS = 8;

export function isSegment(text: string): boolean {
  return SEGMENT.test(text);
}

/** The path itself when it is one; `invalid-input` on `space` that says what to fix otherwise. */
export function parseSpacePath(path: string): string {
  const segments = path.split('/');
  if (segments.length > MAX_SEGMENTS) {
    throw invalidInput({ path: 'space', message: `must have at most ${MAX_SEGMENTS} segments` });
  }
  if (!segments.every(isSegment)) {
    throw invalidInput({
      path: 'space',
      message:
        'must be segments joined by /, each starting with a letter or digit and holding only letters, digits and . _ @ -, at most 128 characters',
    });
  }
  return path;
}

/** Whether `path` is `ancestor` or lies below it. */
export function isAtOrBelow(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}/`);
}

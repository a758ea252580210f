// Immutable identifiers: UUID version 7 for what we create, any UUID where a client brings its own.
import { v7, validate } from 'uuid';

/** A new time-ordered UUID (RFC 9562, version 7), lower case. */
export function newId(): string {
  return v7();
}

/** Whether the text is a UUID of any version, in either case. */
export function isUuid(text: string): boolean {
  return validate(text);
}

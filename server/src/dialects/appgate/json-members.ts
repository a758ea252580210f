// Reads JSON bodies whose members are a closed list: whatever is wrong with their structure is one 400.
import type { FastifyRequest } from 'fastify';

import { jsonBody } from '../../http/bodies.ts';
import { AppError, invalidInput } from '../../core/index.ts';

/** `ignored` members may hold anything (read-only ones that clients send back, appgate.md 2.1). */
export type MemberType = 'string' | 'strings' | 'list' | 'ignored';

interface MemberValues {
  readonly string: string;
  readonly strings: readonly string[];
  readonly list: readonly unknown[];
  readonly ignored: never;
}

/** Each member's value; null when it is absent, null or ignored. */
export type Members<T extends Readonly<Record<string, MemberType>>> = {
  readonly [K in keyof T]: MemberValues[T[K]] | null;
};

const SHOWN_NAME_LENGTH = 100;

/** The JSON of a request; `unsupported-media-type` for another type than application/json (appgate.md 1.2). */
export function readJson(request: FastifyRequest): unknown {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json(?:[;\s]|$)/i.test(type) && request.body !== undefined) {
    throw new AppError('unsupported-media-type', 'The body must be application/json.');
  }
  return jsonBody(request);
}

/**
 * The members of an object. `invalid-input` without a path, which is a 400, when it is no object, has a member
 * that is not listed, or one of another type (appgate.md 1.5 and 3). `where` says which object it is.
 */
export function readMembers<const T extends Readonly<Record<string, MemberType>>>(
  value: unknown,
  types: T,
  where = '',
): Members<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(`${where === '' ? 'The body' : where} must be an object`);
  }
  const inside = where === '' ? '' : ` in ${where}`;
  const found: Record<string, unknown> = Object.fromEntries(Object.keys(types).map((name) => [name, null]));
  for (const [name, member] of Object.entries(value)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) {
      throw malformed(`Unrecognized field "${name.slice(0, SHOWN_NAME_LENGTH)}"${inside}`);
    }
    if (type === 'ignored' || member === null) continue;
    if (!matches(member, type)) throw malformed(`Field "${name}"${inside} must be ${NAMES[type]}`);
    found[name] = member;
  }
  return found as Members<T>;
}

const NAMES = { string: 'a string', strings: 'an array of strings', list: 'an array' };

function matches(value: unknown, type: Exclude<MemberType, 'ignored'>): boolean {
  if (type === 'string') return typeof value === 'string';
  if (!Array.isArray(value)) return false;
  return type === 'list' || value.every((item) => typeof item === 'string');
}

/** An error about the structure of the body, as opposed to a rule about one field. */
export function malformed(message: string): AppError {
  return invalidInput({ path: '', message });
}

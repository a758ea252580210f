// The Secret object as clients send it: an allow-list of members per peer version, read-only ones tolerated.
import { readMembers } from './json-members.ts';
import type { MemberType } from './json-members.ts';
import { TYPED_SINCE } from './wire.ts';

/** A member that is null was absent or null, which mean the same everywhere (appgate.md 2.6). */
export interface SecretRequest {
  readonly id: string | null;
  readonly name: string | null;
  readonly notes: string | null;
  readonly tags: readonly string[] | null;
  readonly secret: string | null;
  readonly type: string | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly privateKey: string | null;
}

const MEMBERS = {
  id: 'string',
  name: 'string',
  notes: 'string',
  tags: 'strings',
  secret: 'string',
  created: 'ignored',
  updated: 'ignored',
  readOnly: 'ignored',
} as const satisfies Record<string, MemberType>;

const TYPED_MEMBERS = {
  ...MEMBERS,
  type: 'string',
  username: 'string',
  password: 'string',
  privateKey: 'string',
} as const satisfies Record<string, MemberType>;

/**
 * The object in typed form. `invalid-input` without a path, which is a 400, for anything that is not in the
 * allow-list of the version: before 25 the members of typed secrets are unknown (appgate.md 3).
 */
export function parseSecretRequest(value: unknown, peer: number, where = ''): SecretRequest {
  if (peer >= TYPED_SINCE) return readMembers(value, TYPED_MEMBERS, where);
  const untyped = readMembers(value, MEMBERS, where);
  return { ...untyped, type: null, username: null, password: null, privateKey: null };
}

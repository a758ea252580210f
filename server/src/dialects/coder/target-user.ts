// The `{user}` of a path: `me`, an id or a username, and never somebody whom the caller may not see (coder.md 1.6).
import { isUuid } from '../../base/ids.ts';
import { AppError, isSegment } from '../../core/index.ts';
import type { Caller, UserRef } from '../../core/index.ts';
import { CoderError } from './errors.ts';
import type { CoderSettings } from './settings.ts';

export interface TargetUser {
  readonly id: string;
  readonly username: string;
  /** Whether it is the caller himself. */
  readonly own: boolean;
  /** The space that holds this user's secrets. */
  readonly space: string;
}

/**
 * The user of the path. `not-found` when there is none that the caller may see, or when a service asks for
 * `me`; `invalid-input` for text that can be neither an id nor a username.
 */
export async function resolveUser(
  settings: CoderSettings,
  caller: Caller,
  segment: string,
): Promise<TargetUser> {
  const self = selfOf(caller);
  const ref = toUserRef(segment);
  const { id, username } = isSelf(self, ref) ? self : await settings.core.findUser(caller, refOfOther(ref));
  return { id, username, own: id === self?.id, space: settings.space.render({ user_id: id, username }) };
}

/** What the segment asks for; a text that has the form of an id is never taken for a username. */
export function toUserRef(segment: string): 'me' | UserRef {
  if (segment === 'me') return 'me';
  if (isUuid(segment)) return { id: segment.toLowerCase() };
  if (isSegment(segment)) return { username: segment };
  throw new CoderError('invalid-input', {
    message: '"user" must be an existing uuid or username.',
    detail: `queried user=${JSON.stringify(segment)}`,
  });
}

interface Self {
  readonly id: string;
  readonly username: string;
}

function selfOf({ principal }: Caller): Self | null {
  return principal.kind === 'user' ? { id: principal.id, username: principal.name } : null;
}

/** Asking for oneself needs no look-up: the caller was just authenticated. */
function isSelf(self: Self | null, ref: 'me' | UserRef): self is Self {
  if (self === null) return false;
  if (ref === 'me') return true;
  return 'id' in ref ? ref.id === self.id : ref.username === self.username;
}

function refOfOther(ref: 'me' | UserRef): UserRef {
  if (ref !== 'me') return ref;
  throw new AppError('not-found', 'A service is not a user.', { details: { object: 'user' } });
}

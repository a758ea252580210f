// Who a typed name means, and whether a password is his: the two questions of every sign-in, asked in one way.
import { AppError } from '../../base/errors.ts';
import { passwordMatches } from '../../crypto/index.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { UserRow } from '../ports/tables.ts';
import type { GuessSubject } from './guessing/guard.ts';
import type { LoginInput } from './identity.ts';
import { canonicalName } from './names.ts';

/** More of a name than this makes no other name; it bounds what a stranger can make the server remember. */
const MAX_COUNTED = 320;

/** The user whom an identifier means, whatever its spelling; undefined when there is none. */
export async function findByIdentifier(
  ports: Ports,
  identifier: LoginInput['identifier'],
): Promise<UserRow | undefined> {
  const byUsername =
    'username' in identifier ? identifier.username : 'either' in identifier ? identifier.either : null;
  const byEmail =
    'email' in identifier ? identifier.email : 'either' in identifier ? identifier.either : null;
  const row =
    (byUsername === null
      ? undefined
      : await ports.store.find('users', { username_key: canonicalName(byUsername) })) ??
    (byEmail === null ? undefined : await ports.store.find('users', { email_key: canonicalName(byEmail) }));
  return row === undefined ? undefined : checkRow(ports.keyring, 'users', row);
}

/** What failures are counted under: one subject for a user, by whichever of his names he was meant. */
export function userSubject(row: Pick<UserRow, 'id' | 'username'>): GuessSubject {
  return { kind: 'user', key: `user:${row.id}`, name: row.username };
}

/** The subject of an identifier that may mean nobody; then one for all spellings of it. */
export function identifierSubject(
  row: UserRow | undefined,
  identifier: LoginInput['identifier'],
): GuessSubject {
  if (row !== undefined) return userSubject(row);
  const [typed = ''] = Object.values<string>(identifier);
  return { kind: 'unknown', key: `name:${canonicalName(typed.slice(0, MAX_COUNTED))}`, name: '' };
}

/** `forbidden` with reason `credentials` unless it is the password of a user who is signed in already. */
export async function requirePassword(row: UserRow, password: string): Promise<void> {
  if (await passwordMatches(row.password_hash, password)) return;
  throw new AppError('forbidden', 'The current password is wrong.', { details: { reason: 'credentials' } });
}

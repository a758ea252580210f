// Sign-in with a password, sign-out, and changing one's own password. A wrong password and an unknown user are
// one error after the same work (threat T13).
import { AppError } from '../../base/errors.ts';
import { hashPassword, needsRehash, passwordMatches } from '../../crypto/index.ts';
import type { Caller, Origin } from '../caller.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { UserRow } from '../ports/tables.ts';
import type { IssuedToken, LoginInput, User } from './identity.ts';
import { DEFAULT_SESSION_SECONDS, issueToken } from './issue-token.ts';
import { canonicalName, parsePassword } from './names.ts';
import { toUser } from './rows.ts';
import { ownUser } from './users.ts';

export async function login(
  ports: Ports,
  origin: Origin,
  input: LoginInput,
): Promise<IssuedToken & { readonly user: User }> {
  return operate(ports, origin, {
    name: 'session.login',
    requires: { on: 'nothing' },
    run: async () => {
      const row = await findByIdentifier(ports, input.identifier);
      const matches = await passwordMatches(row?.password_hash ?? null, input.password);
      if (row === undefined || !matches) throw refused('credentials', 'The user name or password is wrong.');
      if (row.disabled === 1) throw refused('disabled', 'This account is disabled.');
      const { issued, change } = issueToken(ports, {
        kind: 'session',
        name: input.tokenName ?? 'login',
        principal: { kind: 'user', id: row.id },
        lifetimeSeconds: input.lifetimeSeconds ?? DEFAULT_SESSION_SECONDS,
      });
      const changes: RowChange[] = [change];
      if (needsRehash(row.password_hash)) {
        const next = signNext(ports.keyring, 'users', row, {
          password_hash: await hashPassword(input.password),
        });
        changes.push({ op: 'update', table: 'users', row: next });
      }
      return {
        result: { ...issued, user: toUser(row) },
        changes,
        objects: [{ kind: 'token', id: issued.summary.id, name: issued.summary.name }],
        actor: { kind: 'user', id: row.id, name: row.username },
      };
    },
  });
}

export async function logout(ports: Ports, caller: Caller): Promise<void> {
  return operate(ports, caller, {
    name: 'session.logout',
    requires: { on: 'self' },
    run: async () => {
      const id = caller.token?.id;
      const row = id === undefined ? undefined : await ports.store.find('tokens', { id });
      if (row === undefined)
        throw new AppError('not-found', 'There is no session to end.', { details: { object: 'token' } });
      const next = signNext(ports.keyring, 'tokens', checkRow(ports.keyring, 'tokens', row), {
        revoked_at: ports.clock.now(),
      });
      return {
        result: undefined,
        changes: [{ op: 'update', table: 'tokens', row: next }],
        objects: [{ kind: 'token', id: row.id, name: row.name }],
      };
    },
  });
}

export async function changePassword(
  ports: Ports,
  caller: Caller,
  input: { readonly current: string; readonly next: string },
): Promise<void> {
  return operate(ports, caller, {
    name: 'user.change-password',
    requires: { on: 'self', whole: true },
    run: async () => {
      const row = await ownUser(ports, caller);
      if (!(await passwordMatches(row.password_hash, input.current))) {
        throw new AppError('forbidden', 'The current password is wrong.', {
          details: { reason: 'credentials' },
        });
      }
      const next = signNext(ports.keyring, 'users', row, {
        password_hash: await hashPassword(parsePassword(input.next, 'next')),
        must_change_password: 0,
        updated_at: ports.clock.now(),
      });
      return {
        result: undefined,
        changes: [{ op: 'update', table: 'users', row: next }],
        objects: [{ kind: 'user', id: row.id, name: row.username }],
      };
    },
  });
}

async function findByIdentifier(
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

function refused(reason: string, message: string): AppError {
  return new AppError('unauthenticated', message, { details: { reason } });
}

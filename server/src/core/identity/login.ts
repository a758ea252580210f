// Sign-in with a password and, where the user has one, a second factor; sign-out; changing one's own password. A wrong
// password and an unknown user are one error after the same work (threat T13).
import { AppError } from '../../base/errors.ts';
import { hashPassword, needsRehash, passwordMatches, tokenHash } from '../../crypto/index.ts';
import type { Caller, Origin } from '../caller.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Done } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { TokenRow, UserRow } from '../ports/tables.ts';
import { endSessions } from './end-sessions.ts';
import { guarded } from './guessing/guard.ts';
import type { IssuedToken, LoginCompletion, LoginInput, User } from './identity.ts';
import { DEFAULT_SESSION_SECONDS, issueToken } from './issue-token.ts';
import type { TokenPlan } from './issue-token.ts';
import { parsePassword } from './names.ts';
import { findByIdentifier, identifierSubject, requirePassword, userSubject } from './password.ts';
import { toUser } from './rows.ts';
import { requireSecondFactor } from './second-factor/verify.ts';
import { ownUser } from './users.ts';

/** How long a login may wait for its second factor. */
const PARTIAL_SECONDS = 5 * 60;

type LoginResult = IssuedToken & { readonly user: User };

export async function login(ports: Ports, origin: Origin, input: LoginInput): Promise<LoginResult> {
  return operate(ports, origin, {
    name: 'session.login',
    requires: { on: 'nothing' },
    run: async () => {
      const found = await findByIdentifier(ports, input.identifier);
      return guarded(ports, origin, identifierSubject(found, input.identifier), async () => {
        const matches = await passwordMatches(found?.password_hash ?? null, input.password);
        if (found === undefined || !matches) {
          throw refused('credentials', 'The user name or password is wrong.');
        }
        const row = await sinceThen(ports, found);
        if (row.disabled === 1) throw refused('disabled', 'This account is disabled.');
        const changes: RowChange[] = [];
        let kind: TokenPlan['kind'] = 'session';
        try {
          changes.push(...(await requireSecondFactor(ports, row.id, input.totp)));
        } catch (error) {
          const waits = error instanceof AppError && error.details.reason === 'totp-required';
          if (!waits || input.secondFactor !== 'defer') throw error;
          kind = 'partial';
        }
        if (needsRehash(row.password_hash)) {
          const next = signNext(ports.keyring, 'users', row, {
            password_hash: await hashPassword(input.password),
          });
          changes.push({ op: 'update', table: 'users', row: next });
        }
        const lifetime = input.lifetimeSeconds ?? DEFAULT_SESSION_SECONDS;
        return newSession(ports, row, changes, {
          kind,
          name: input.tokenName ?? 'login',
          lifetimeSeconds: kind === 'partial' ? Math.min(PARTIAL_SECONDS, lifetime) : lifetime,
        });
      });
    },
  });
}

export async function completeLogin(
  ports: Ports,
  origin: Origin,
  input: LoginCompletion,
): Promise<LoginResult> {
  return operate(ports, origin, {
    name: 'session.complete-login',
    requires: { on: 'nothing' },
    run: async () => {
      const partial = await findPartial(ports, input.token);
      const found = await ports.store.find('users', { id: partial.principal_id });
      if (found === undefined) throw refused('unknown', 'The sign-in has to start again.');
      const row = checkRow(ports.keyring, 'users', found);
      if (row.disabled === 1) throw refused('disabled', 'This account is disabled.');
      return guarded(ports, origin, userSubject(row), async () => {
        const used = await requireSecondFactor(ports, row.id, input.totp);
        const end = signNext(ports.keyring, 'tokens', partial, { revoked_at: ports.clock.now() });
        return newSession(ports, row, [...used, { op: 'update', table: 'tokens', row: end }], {
          kind: 'session',
          name: input.tokenName ?? partial.name,
          lifetimeSeconds: input.lifetimeSeconds ?? DEFAULT_SESSION_SECONDS,
        });
      });
    },
  });
}

function newSession(
  ports: Ports,
  row: UserRow,
  changes: readonly RowChange[],
  plan: Pick<TokenPlan, 'kind' | 'name' | 'lifetimeSeconds'>,
): Done<LoginResult> {
  const { issued, change } = issueToken(ports, { ...plan, principal: { kind: 'user', id: row.id } });
  return {
    result: { ...issued, user: toUser(row) },
    changes: [change, ...changes],
    objects: [{ kind: 'token', id: issued.summary.id, name: issued.summary.name }],
    actor: { kind: 'user', id: row.id, name: row.username },
  };
}

/** The user as he is now that his password was compared, which takes a while: with the same password, or refused. */
async function sinceThen(ports: Ports, before: UserRow): Promise<UserRow> {
  const found = await ports.store.find('users', { id: before.id });
  const row = found === undefined ? undefined : checkRow(ports.keyring, 'users', found);
  if (row?.password_hash === before.password_hash) return row;
  throw refused('credentials', 'The user name or password is wrong.');
}

/** The row of a partial token that is live; `unauthenticated` like any other token otherwise. */
async function findPartial(ports: Ports, token: string): Promise<TokenRow> {
  const hash = tokenHash(token);
  const found = hash === null ? undefined : await ports.store.find('tokens', { hash });
  const row = found === undefined ? undefined : checkRow(ports.keyring, 'tokens', found);
  if (row?.kind !== 'partial') throw refused('unknown', 'The sign-in has to start again.');
  if (row.revoked_at !== null) throw refused('revoked', 'The sign-in has to start again.');
  if (row.expires_at === null || row.expires_at <= ports.clock.now()) {
    throw refused('expired', 'The sign-in has to start again.');
  }
  return row;
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
      await guarded(ports, caller, userSubject(row), () => requirePassword(row, input.current));
      const next = signNext(ports.keyring, 'users', row, {
        password_hash: await hashPassword(parsePassword(input.next, 'next')),
        must_change_password: 0,
        updated_at: ports.clock.now(),
      });
      return {
        result: undefined,
        changes: [
          { op: 'update', table: 'users', row: next },
          ...(await endSessions(ports, row.id, caller.token?.id)),
        ],
        objects: [{ kind: 'user', id: row.id, name: row.username }],
      };
    },
  });
}

function refused(reason: string, message: string): AppError {
  return new AppError('unauthenticated', message, { details: { reason } });
}

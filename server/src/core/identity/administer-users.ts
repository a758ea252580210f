// What an administrator does to other users' accounts: a one-time password, the administrator's flag, their tokens.
// There is always an administrator left who can sign in.
import { hashPassword } from '../../crypto/index.ts';
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { endSessions } from './end-sessions.ts';
import type { TokenSummary, User, UserRef } from './identity.ts';
import { keepAnAdministrator } from './keep-administrator.ts';
import { parsePassword } from './names.ts';
import { toTokenSummary, toUser } from './rows.ts';
import { findUserRow, noUser } from './users.ts';

export async function setUserPassword(
  ports: Ports,
  caller: Caller,
  input: Lazy<{ readonly user: UserRef; readonly password: string }>,
): Promise<User> {
  return operate(ports, caller, {
    name: 'user.set-password',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      const { user, password } = force(input);
      const row = await findUserRow(ports, user);
      if (row === undefined) throw noUser();
      const next = signNext(ports.keyring, 'users', row, {
        password_hash: await hashPassword(parsePassword(password)),
        must_change_password: 1,
        updated_at: ports.clock.now(),
      });
      return {
        result: toUser(next),
        changes: [{ op: 'update', table: 'users', row: next }, ...(await endSessions(ports, row.id))],
        objects: [{ kind: 'user', id: row.id, name: row.username }],
      };
    },
  });
}

export async function setUserAdmin(
  ports: Ports,
  caller: Caller,
  input: { readonly user: UserRef; readonly admin: boolean },
): Promise<User> {
  return operate(ports, caller, {
    name: input.admin ? 'user.make-admin' : 'user.unmake-admin',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      const row = await findUserRow(ports, input.user);
      if (row === undefined) throw noUser();
      const next = signNext(ports.keyring, 'users', row, {
        admin: input.admin ? 1 : 0,
        updated_at: ports.clock.now(),
      });
      return {
        result: toUser(next),
        changes: [
          { op: 'update', table: 'users', row: next },
          ...(input.admin ? [] : await keepAnAdministrator(ports, row.id)),
        ],
        objects: [{ kind: 'user', id: row.id, name: row.username }],
      };
    },
  });
}

export async function listUserTokens(
  ports: Ports,
  caller: Caller,
  input: { readonly user: UserRef },
): Promise<readonly TokenSummary[]> {
  return operate(ports, caller, {
    name: 'token.list-of-user',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      const user = await findUserRow(ports, input.user);
      if (user === undefined) throw noUser();
      const now = ports.clock.now();
      const rows = await ports.store.select('tokens', {
        principal_kind: 'user',
        principal_id: user.id,
        revoked_at: null,
      });
      const result = rows
        .map((row) => checkRow(ports.keyring, 'tokens', row))
        .filter((row) => row.expires_at === null || row.expires_at > now)
        .map(toTokenSummary);
      return { result, objects: [{ kind: 'user', id: user.id, name: user.username, count: result.length }] };
    },
  });
}

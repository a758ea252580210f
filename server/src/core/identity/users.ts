// Users: who I am, finding, listing, creating and disabling them.
import { AppError } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import { hashPassword } from '../../crypto/index.ts';
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { checkFound, checkRow, signNew, signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { UserRow } from '../ports/tables.ts';
import type { NewUser, User, UserRef } from './identity.ts';
import { keepAnAdministrator } from './keep-administrator.ts';
import { canonicalName, parseEmail, parsePassword, parseUsername } from './names.ts';
import { toUser } from './rows.ts';

export async function whoAmI(ports: Ports, caller: Caller): Promise<User> {
  return operate(ports, caller, {
    name: 'user.who-am-i',
    requires: { on: 'self' },
    run: async () => ({ result: toUser(await ownUser(ports, caller)) }),
  });
}

export async function findUser(ports: Ports, caller: Caller, ref: UserRef): Promise<User> {
  return operate(ports, caller, {
    name: 'user.find',
    requires: { on: 'self' },
    object: { kind: 'user', ...('id' in ref ? { id: ref.id } : { name: ref.username }) },
    run: async (scope) => {
      const row = await findUserRow(ports, ref);
      const { snapshot } = scope;
      const manages =
        snapshot?.kind === 'system' || (snapshot?.administrator === true && snapshot.limits === null);
      if (row === undefined || !(manages || snapshot?.userId === row.id)) throw noUser();
      return { result: toUser(row), objects: [{ kind: 'user', id: row.id, name: row.username }] };
    },
  });
}

export async function listUsers(ports: Ports, caller: Caller): Promise<readonly User[]> {
  return operate(ports, caller, {
    name: 'user.list',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      const rows = await ports.store.select('users', {});
      const result = rows.map((row) => toUser(checkRow(ports.keyring, 'users', row)));
      return { result, objects: [{ kind: 'user', count: result.length }] };
    },
  });
}

export async function createUser(ports: Ports, caller: Caller, input: Lazy<NewUser>): Promise<User> {
  return operate(ports, caller, {
    name: 'user.create',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      const user = force(input);
      const username = parseUsername(user.username);
      const email = user.email === undefined ? null : parseEmail(user.email);
      parsePassword(user.password);
      const keys = {
        username_key: canonicalName(username),
        email_key: email === null ? null : canonicalName(email),
      };
      if ((await findUserRow(ports, { username })) !== undefined) {
        throw taken('username');
      }
      if (
        keys.email_key !== null &&
        checkFound(ports.keyring, 'users', await ports.store.find('users', { email_key: keys.email_key })) !==
          undefined
      ) {
        throw taken('email');
      }
      const now = ports.clock.now();
      const row = signNew(ports.keyring, 'users', {
        id: newId(),
        username,
        email,
        ...keys,
        password_hash: await hashPassword(user.password),
        must_change_password: user.mustChangePassword === true ? 1 : 0,
        admin: user.admin === true ? 1 : 0,
        disabled: 0,
        created_at: now,
        updated_at: now,
      });
      return {
        result: toUser(row),
        changes: [{ op: 'insert', table: 'users', row }],
        objects: [{ kind: 'user', id: row.id, name: row.username }],
      };
    },
  });
}

export async function setUserDisabled(
  ports: Ports,
  caller: Caller,
  input: { readonly user: UserRef; readonly disabled: boolean },
): Promise<User> {
  return operate(ports, caller, {
    name: input.disabled ? 'user.disable' : 'user.enable',
    requires: { on: 'installation', action: 'manage-users' },
    run: async (scope) => {
      const row = await findUserRow(ports, input.user);
      if (row === undefined) throw noUser();
      if (input.disabled && scope.snapshot?.userId === row.id) {
        throw new AppError('conflict', 'You cannot disable your own account.', {
          details: { object: 'user' },
        });
      }
      const next = signNext(ports.keyring, 'users', row, {
        disabled: input.disabled ? 1 : 0,
        updated_at: ports.clock.now(),
      });
      const endsAdministrator = input.disabled && row.admin === 1 && row.disabled === 0;
      return {
        result: toUser(next),
        changes: [
          { op: 'update', table: 'users', row: next },
          ...(endsAdministrator ? await keepAnAdministrator(ports, row.id) : []),
        ],
        objects: [{ kind: 'user', id: row.id, name: row.username }],
      };
    },
  });
}

/** The row of a user, checked; undefined when there is none. */
export async function findUserRow(ports: Ports, ref: UserRef): Promise<UserRow | undefined> {
  const where = 'id' in ref ? { id: ref.id } : { username_key: canonicalName(ref.username) };
  const row = await ports.store.find('users', where);
  return row === undefined ? undefined : checkRow(ports.keyring, 'users', row);
}

/** The calling user's row; `not-found` when the caller is no user. */
export async function ownUser(ports: Ports, caller: Caller): Promise<UserRow> {
  const row =
    caller.principal.kind === 'user' ? await findUserRow(ports, { id: caller.principal.id }) : undefined;
  if (row === undefined) throw noUser();
  return row;
}

export function noUser(): AppError {
  return new AppError('not-found', 'There is no such user that you may see.', {
    details: { object: 'user' },
  });
}

function taken(field: 'username' | 'email'): AppError {
  return new AppError('conflict', `A user with this ${field} exists already.`, {
    details: { object: 'user', field, issues: [{ path: field, message: 'is already in use' }] },
  });
}

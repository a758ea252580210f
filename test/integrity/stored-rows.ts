// A store with rows in every signed table, and for each table the operations that depend on its rows. An operation
// answers with the list of what it lets the caller see or do, so that more of it is visible as more.
import { DatabaseSync } from 'node:sqlite';

import type { Caller, Core } from '../../server/src/core/index.ts';
import { signNew } from '../../server/src/core/keys/signed-rows.ts';
import { PRIMARY_KEYS, UNPROTECTED_COLUMNS } from '../../server/src/core/ports/index.ts';
import type { RowChange, TableName } from '../../server/src/core/ports/index.ts';
import { openCore, TEST_ORIGIN, TEST_PASSWORD } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

export const SPACE = 'apps/shop';
export const TABLES = Object.keys(PRIMARY_KEYS) as TableName[];

export type Column = string | number | null | Uint8Array;

export interface Stored {
  readonly opened: TestCore;
  /** What callers get through the rows of a table. */
  readonly operations: Readonly<Partial<Record<TableName, readonly (() => Promise<readonly string[]>)[]>>>;
}

export async function openStored(): Promise<Stored> {
  const opened = await openCore();
  const { core, system } = opened;
  const root = await opened.signIn('root', { admin: true });
  const bob = await opened.signIn('bob');
  const cat = await opened.signIn('cat');
  await core.createSecret(
    root,
    { space: SPACE },
    { name: 'one', fields: { value: 'a sealed value' }, delivery: { env: 'ONE' }, tags: ['t'] },
  );
  await core.putSecret(root, { space: SPACE, name: 'one' }, { fields: { value: 'a newer value' } });
  const { service, clientSecret } = await core.registerService(root, {
    name: 'bot',
    grants: [{ space: SPACE, actions: ['list'] }],
  });
  await core.defineRole(root, { name: 'peeker', actions: ['list'] });
  await core.createGroup(root, { name: 'staff' });
  await core.createGrant(root, { to: 'group:staff', role: 'viewer', space: 'apps/*' });
  await core.addGroupMember(root, { group: 'staff', member: 'user:bob' });
  await core.createGrant(system, { to: 'user:cat', role: 'peeker', space: SPACE });
  await core.createGrant(system, { to: 'user:cat', role: 'actions:read', space: '**', effect: 'deny' });
  const made = await core.createToken(bob, { name: 'ci', lifetimeSeconds: 3600 });
  await fillOthers(opened);
  return {
    opened,
    operations: operationsOf(
      { core, root, bob, cat },
      made.token.reveal(),
      service.clientId,
      clientSecret.reveal(),
    ),
  };
}

interface Callers {
  readonly core: Core;
  readonly root: Caller;
  readonly bob: Caller;
  readonly cat: Caller;
}

function operationsOf(
  { core, root, bob, cat }: Callers,
  token: string,
  clientId: string,
  secret: string,
): Stored['operations'] {
  const rights =
    (caller: Caller, space = SPACE) =>
    async () =>
      (await core.canI(caller, { space })).filter(({ allow }) => allow).map(({ action }) => action);
  const authenticate = async () => {
    const { principal } = await core.authenticate(TEST_ORIGIN, token);
    return [principal.name, `admin ${principal.kind === 'user' && principal.admin}`];
  };
  const read = async () => {
    const { metadata, fields } = await core.readSecret(root, { space: SPACE, name: 'one' });
    return [...fields].map(([name, value]) => `${metadata.name} ${name} ${value.reveal()}`);
  };
  return {
    users: [
      authenticate,
      async () => (await core.listUsers(root)).map((user) => JSON.stringify(user)),
      async () => {
        const login = { identifier: { username: 'bob' }, password: TEST_PASSWORD };
        return [JSON.stringify((await core.login(TEST_ORIGIN, login)).user)];
      },
    ],
    services: [
      async () => (await core.listServices(root)).map((service) => JSON.stringify(service)),
      async () => {
        const exchange = {
          clientId,
          verify: (one: { reveal(): string }) => one.reveal() === secret,
          lifetimeSeconds: 60,
        };
        return [(await core.exchangeServiceSecret(TEST_ORIGIN, exchange)).summary.principalId];
      },
    ],
    tokens: [
      authenticate,
      async () => (await core.listTokens(bob)).filter(({ name }) => name === 'ci').map(({ id }) => id),
    ],
    roles: [rights(cat), async () => (await core.listRoles(cat)).map((role) => JSON.stringify(role))],
    groups: [async () => (await core.listGroups(root, {})).items.map((group) => JSON.stringify(group))],
    group_members: [
      rights(bob),
      rights(cat),
      async () =>
        (await core.listGroupMembers(root, { group: 'staff' })).items.map((member) => JSON.stringify(member)),
    ],
    grants: [
      rights(bob),
      rights(cat),
      rights(cat, 'other'),
      async () => (await core.listGrants(root, { space: SPACE })).items.map((grant) => JSON.stringify(grant)),
    ],
    spaces: [read, async () => (await core.listSpaces(root, {})).map(({ id, path }) => `${id} ${path}`)],
    secrets: [
      read,
      async () => (await core.listSecrets(root, { space: SPACE })).items.map((item) => JSON.stringify(item)),
      async () =>
        (await core.listSecrets(root, { space: 'apps', recursive: true })).items.map((item) =>
          JSON.stringify(item),
        ),
    ],
    versions: [
      read,
      async () =>
        (await core.listVersions(root, { space: SPACE, name: 'one' })).map((one) => JSON.stringify(one)),
    ],
  };
}

/** One signed row in each table that has none yet, made of plain values of the right types. */
async function fillOthers({ store, keyring, databasePath }: TestCore): Promise<void> {
  for (const table of TABLES) {
    if ((await store.countRows(table)) > 0) continue;
    const row = Object.fromEntries(
      columnsOf(databasePath, table)
        .filter(({ name }) => !['row_version', 'mac_term', 'mac'].includes(name))
        .map(({ name, type }) => [name, type === 'text' ? 'x' : type === 'blob' ? Uint8Array.of(1, 2) : 1]),
    );
    const signed = signNew(keyring, table, row as never);
    await store.commit([{ op: 'insert', table, row: signed } as RowChange], []);
  }
}

/** The columns that a row MAC covers, and the MAC itself, as the database declares them. */
export function protectedColumns(databasePath: string, table: TableName): readonly string[] {
  const unprotected = UNPROTECTED_COLUMNS[table] ?? [];
  return columnsOf(databasePath, table)
    .map(({ name }) => name)
    .filter((name) => !unprotected.includes(name));
}

function columnsOf(databasePath: string, table: string) {
  const db = new DatabaseSync(databasePath, { readOnly: true });
  try {
    return db
      .prepare(`PRAGMA table_info(${table})`)
      .all()
      .map((row) => ({ name: String(row['name']), type: String(row['type']).toLowerCase() }));
  } finally {
    db.close();
  }
}

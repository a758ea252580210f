// Services: machine principals with a credential that the server can replay, registered on a user's behalf or
// for the installation, and exchanged for short-lived access tokens.
import { AppError, invalidInput } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import { SecretText } from '../../base/secret-text.ts';
import { randomText } from '../../crypto/index.ts';
import { planGrant } from '../access/grants.ts';
import { requireHeld } from '../access/held.ts';
import { roleOfActions } from '../access/roles.ts';
import type { Caller, Origin } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { checkFound, checkRow, signNew, signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { ServiceRow } from '../ports/tables.ts';
import type {
  IssuedToken,
  RegisteredService,
  Service,
  ServiceExchange,
  ServiceRegistration,
  UserRef,
} from './identity.ts';
import { guarded } from './guessing/guard.ts';
import { issueToken } from './issue-token.ts';
import { serviceSubject } from './service-subject.ts';
import { toService, toServicePrincipal } from './rows.ts';
import { findUserRow, noUser } from './users.ts';

export async function registerService(
  ports: Ports,
  caller: Caller,
  input: Lazy<ServiceRegistration>,
): Promise<RegisteredService> {
  return operate<RegisteredService>(ports, caller, {
    name: 'service.register',
    requires: { on: 'self', whole: true },
    run: async (scope) => {
      const asked = force(input);
      if (asked.name.length === 0 || asked.name.length > 128 || !asked.name.isWellFormed()) {
        throw invalidInput({ path: 'name', message: 'must have 1 to 128 characters' });
      }
      const ownerId = await ownerIdOf(ports, scope, asked.owner);
      const before = await findService(ports, ownerId, asked.name);
      const row =
        before === undefined ? await newService(ports, ownerId, asked) : renewed(ports, before, asked);
      const grants = await planServiceGrants(ports, scope, row.id, asked);
      const secret = ports.keyring.openCredential(row.id, row.secret_term, row.sealed_secret);
      return {
        result: {
          service: await toService(ports, row),
          created: before === undefined,
          clientSecret: new SecretText(secret),
        },
        changes: [{ op: before === undefined ? 'insert' : 'update', table: 'services', row }, ...grants],
        objects: [{ kind: 'service', id: row.id, name: row.name }],
      };
    },
  });
}

export async function removeService(
  ports: Ports,
  caller: Caller,
  input: { readonly name: string; readonly owner?: UserRef },
): Promise<boolean> {
  return operate(ports, caller, {
    name: 'service.remove',
    requires: { on: 'self', whole: true },
    object: { kind: 'service', name: input.name },
    run: async (scope) => {
      const ownerId = await ownerIdOf(ports, scope, input.owner);
      const row = await findService(ports, ownerId, input.name);
      if (row === undefined) return { result: false };
      const tokens = await ports.store.select('tokens', {
        principal_kind: 'service',
        principal_id: row.id,
        revoked_at: null,
      });
      const now = ports.clock.now();
      const changes: RowChange[] = tokens.map((token) => ({
        op: 'update',
        table: 'tokens',
        row: signNext(ports.keyring, 'tokens', checkRow(ports.keyring, 'tokens', token), { revoked_at: now }),
      }));
      for (const grant of await grantsOf(ports, row.id))
        changes.push({ op: 'delete', table: 'grants', row: grant });
      const memberships = { principal_kind: 'service', principal_id: row.id };
      for (const member of await ports.store.select('group_members', memberships)) {
        changes.push({
          op: 'delete',
          table: 'group_members',
          row: checkRow(ports.keyring, 'group_members', member),
        });
      }
      changes.push({ op: 'delete', table: 'services', row });
      return { result: true, changes, objects: [{ kind: 'service', id: row.id, name: row.name }] };
    },
  });
}

export async function listServices(ports: Ports, caller: Caller): Promise<readonly Service[]> {
  return operate(ports, caller, {
    name: 'service.list',
    requires: { on: 'self', whole: true },
    run: async (scope) => {
      const where = isManager(scope) ? {} : { owner_id: scope.snapshot?.userId ?? caller.principal.id };
      const rows = await ports.store.select('services', where);
      const result = await Promise.all(
        rows.map(async (row) => toService(ports, checkRow(ports.keyring, 'services', row))),
      );
      return { result, objects: [{ kind: 'service', count: result.length }] };
    },
  });
}

export async function exchangeServiceSecret(
  ports: Ports,
  origin: Origin,
  input: ServiceExchange,
): Promise<IssuedToken> {
  return operate(ports, origin, {
    name: 'service.exchange',
    requires: { on: 'nothing' },
    run: async () => {
      const found = await ports.store.find('services', { client_id: input.clientId });
      const row = found === undefined ? undefined : checkRow(ports.keyring, 'services', found);
      const subject = serviceSubject(row, input.clientId, origin);
      const principal = await guarded(ports, origin, subject, async () => {
        const known = row === undefined || row.disabled === 1 ? null : await toServicePrincipal(ports, row);
        if (row === undefined || known === null) throw refused('unknown-client');
        const secret = ports.keyring.openCredential(row.id, row.secret_term, row.sealed_secret);
        if (!(await input.verify(new SecretText(secret), known))) throw refused('mismatch');
        return known;
      });
      if (row === undefined) throw refused('unknown-client');
      const { issued, change } = issueToken(ports, {
        kind: 'access',
        name: row.name,
        principal: { kind: 'service', id: row.id },
        lifetimeSeconds: input.lifetimeSeconds,
        ...(input.scope === undefined ? {} : { scope: input.scope }),
        limits: typeof input.limits === 'function' ? input.limits(principal) : (input.limits ?? null),
      });
      return {
        result: issued,
        changes: [change],
        objects: [{ kind: 'token', id: issued.summary.id, name: issued.summary.name }],
        actor: { kind: 'service', id: row.id, name: row.name },
      };
    },
  });
}

function isManager(scope: Scope): boolean {
  const { snapshot } = scope;
  return snapshot?.kind === 'system' || (snapshot?.administrator === true && snapshot.limits === null);
}

/** The id of the owner that was asked for; oneself by default, somebody else only for administrators. */
async function ownerIdOf(ports: Ports, scope: Scope, owner: UserRef | undefined): Promise<string> {
  const own = scope.snapshot?.userId ?? null;
  if (owner === undefined) {
    if (own === null && !isManager(scope))
      throw new AppError('forbidden', 'Services cannot register services.');
    return own ?? '';
  }
  const row = await findUserRow(ports, owner);
  if (row === undefined || !(row.id === own || isManager(scope))) throw noUser();
  return row.id;
}

async function findService(ports: Ports, ownerId: string, name: string): Promise<ServiceRow | undefined> {
  const row = await ports.store.find('services', { owner_id: ownerId, name });
  return row === undefined ? undefined : checkRow(ports.keyring, 'services', row);
}

async function newService(ports: Ports, ownerId: string, asked: ServiceRegistration): Promise<ServiceRow> {
  const clientId = asked.clientId ?? `svc${randomText(21)}`;
  const other = await ports.store.find('services', { client_id: clientId });
  if (checkFound(ports.keyring, 'services', other) !== undefined) {
    throw new AppError('conflict', 'A service with this client id exists already.', {
      details: { object: 'service', field: 'clientId' },
    });
  }
  const id = newId();
  const { term, sealed } = ports.keyring.sealCredential(id, asked.clientSecret ?? randomText(43));
  const now = ports.clock.now();
  return signNew(ports.keyring, 'services', {
    id,
    name: asked.name,
    owner_id: ownerId,
    client_id: clientId,
    secret_term: term,
    sealed_secret: sealed,
    attributes: JSON.stringify(asked.attributes ?? {}),
    disabled: 0,
    created_at: now,
    updated_at: now,
  });
}

function renewed(ports: Ports, before: ServiceRow, asked: ServiceRegistration): ServiceRow {
  return signNext(ports.keyring, 'services', before, {
    attributes: JSON.stringify(asked.attributes ?? {}),
    updated_at: ports.clock.now(),
  });
}

/** Grants that are asked for and missing come, grants that are not asked for any more go. */
async function planServiceGrants(
  ports: Ports,
  scope: Scope,
  serviceId: string,
  asked: ServiceRegistration,
): Promise<readonly RowChange[]> {
  const existing = await grantsOf(ports, serviceId);
  // A grant that is asked for twice is one.
  const wanted = asked.grants
    .map((grant) => ({ pattern: grant.space, role: roleOfActions(grant.actions) }))
    .filter(
      ({ pattern, role }, index, all) =>
        all.findIndex((other) => other.pattern === pattern && other.role === role) === index,
    );
  const changes: RowChange[] = [];
  for (const grant of wanted) {
    await requireHeld(ports, scope.snapshot, grant.role, grant.pattern);
    if (existing.some((row) => row.pattern === grant.pattern && row.role === grant.role)) continue;
    const row = planGrant(ports, scope, { kind: 'service', id: serviceId }, grant.role, grant.pattern);
    changes.push({ op: 'insert', table: 'grants', row });
  }
  for (const row of existing) {
    const kept = wanted.some((grant) => row.pattern === grant.pattern && row.role === grant.role);
    if (!kept) changes.push({ op: 'delete', table: 'grants', row });
  }
  return changes;
}

async function grantsOf(ports: Ports, serviceId: string) {
  const rows = await ports.store.select('grants', { principal_kind: 'service', principal_id: serviceId });
  return rows.map((row) => checkRow(ports.keyring, 'grants', row));
}

function refused(reason: string): AppError {
  return new AppError('unauthenticated', 'The service credential was refused.', { details: { reason } });
}

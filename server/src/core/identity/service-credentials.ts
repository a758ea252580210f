// How services prove themselves to us and what they get for it: sign-in with client id and secret, tokens issued by
// those who answer for the service, a new secret, disabling. Never more rights than the issuer holds himself.
import { AppError } from '../../base/errors.ts';
import { SecretText } from '../../base/secret-text.ts';
import { randomText, sameText } from '../../crypto/index.ts';
import { holdsOnPattern } from '../access/decide.ts';
import { parseSpacePattern } from '../access/pattern.ts';
import { parseActions } from '../access/roles.ts';
import { snapshotOf } from '../access/snapshot.ts';
import type { Caller, Origin } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { ServiceRow } from '../ports/tables.ts';
import { guarded } from './guessing/guard.ts';
import type { IssuedToken, NewToken, RegisteredService, Service, ServiceLogin } from './identity.ts';
import { issueToken } from './issue-token.ts';
import { narrowerNetworks } from './networks.ts';
import { toService, toServicePrincipal } from './rows.ts';
import { serviceSubject } from './service-subject.ts';

const MAX_ACCESS_SECONDS = 60 * 60;

export async function loginService(ports: Ports, origin: Origin, input: ServiceLogin): Promise<IssuedToken> {
  return operate(ports, origin, {
    name: 'service.login',
    requires: { on: 'nothing' },
    run: async () => {
      const found = await ports.store.find('services', { client_id: input.clientId });
      const row = found === undefined ? undefined : checkRow(ports.keyring, 'services', found);
      return guarded(ports, origin, serviceSubject(row, input.clientId, origin), async () => {
        const secret =
          row === undefined ? '' : ports.keyring.openCredential(row.id, row.secret_term, row.sealed_secret);
        const matches = sameText(secret, input.clientSecret);
        if (row === undefined || !matches) {
          throw new AppError('unauthenticated', 'The client id or secret is wrong.', {
            details: { reason: 'credentials' },
          });
        }
        if (row.disabled === 1 || (await toServicePrincipal(ports, row)) === null) {
          throw new AppError('unauthenticated', 'This service is disabled.', {
            details: { reason: 'disabled' },
          });
        }
        const { issued, change } = issueToken(ports, {
          kind: 'access',
          name: row.name,
          principal: { kind: 'service', id: row.id },
          lifetimeSeconds: Math.min(input.lifetimeSeconds ?? MAX_ACCESS_SECONDS, MAX_ACCESS_SECONDS),
        });
        return {
          result: issued,
          changes: [change],
          objects: [{ kind: 'token', id: issued.summary.id, name: issued.summary.name }],
          actor: { kind: 'service', id: row.id, name: row.name },
        };
      });
    },
  });
}

export async function createServiceToken(
  ports: Ports,
  caller: Caller,
  target: { readonly id: string },
  input: Lazy<NewToken>,
): Promise<IssuedToken> {
  return operate(ports, caller, {
    name: 'service.create-token',
    requires: { on: 'self', whole: true },
    object: { kind: 'service', id: target.id },
    run: async (scope) => {
      const row = await findOwnService(ports, scope, target.id);
      await requireAllHeld(ports, scope, row);
      const asked = force(input);
      const limits = asked.limits?.map(({ space, actions }) => {
        parseSpacePattern(space);
        return { space, actions: parseActions(actions) };
      });
      const { issued, change } = issueToken(ports, {
        kind: 'api',
        name: asked.name,
        principal: { kind: 'service', id: row.id },
        lifetimeSeconds: asked.lifetimeSeconds,
        limits: limits ?? null,
        networks: narrowerNetworks(caller.token?.networks ?? null, asked.networks),
        ...(asked.scope === undefined ? {} : { scope: asked.scope }),
      });
      return {
        result: issued,
        changes: [change],
        objects: [{ kind: 'token', id: issued.summary.id, name: issued.summary.name }],
      };
    },
  });
}

/** 16 characters of base 62 are 95 bits; 43 are 256. */
const SHORTEST_SECRET = 16;
const LONGEST_SECRET = 43;

/**
 * The old secret ends at once, and with it the access tokens that it got. The new one is as long as the old one was:
 * a client's way to prove it may have room for no more (bcrypt takes 72 bytes, olares.md 1.4).
 */
export async function rotateServiceSecret(
  ports: Ports,
  caller: Caller,
  target: { readonly id: string },
): Promise<RegisteredService> {
  return operate<RegisteredService>(ports, caller, {
    name: 'service.rotate-secret',
    requires: { on: 'self', whole: true },
    object: { kind: 'service', id: target.id },
    run: async (scope) => {
      const before = await findOwnService(ports, scope, target.id);
      await requireAllHeld(ports, scope, before);
      const old = ports.keyring.openCredential(before.id, before.secret_term, before.sealed_secret);
      const secret = randomText(Math.min(Math.max(old.length, SHORTEST_SECRET), LONGEST_SECRET));
      const { term, sealed } = ports.keyring.sealCredential(before.id, secret);
      const row = signNext(ports.keyring, 'services', before, {
        secret_term: term,
        sealed_secret: sealed,
        updated_at: ports.clock.now(),
      });
      return {
        result: {
          service: await toService(ports, row),
          created: false,
          clientSecret: new SecretText(secret),
        },
        changes: [{ op: 'update', table: 'services', row }, ...(await endAccessTokens(ports, row.id))],
        objects: [{ kind: 'service', id: row.id, name: row.name }],
      };
    },
  });
}

export async function setServiceDisabled(
  ports: Ports,
  caller: Caller,
  input: { readonly id: string; readonly disabled: boolean },
): Promise<Service> {
  return operate(ports, caller, {
    name: input.disabled ? 'service.disable' : 'service.enable',
    requires: { on: 'self', whole: true },
    object: { kind: 'service', id: input.id },
    run: async (scope) => {
      const before = await findOwnService(ports, scope, input.id);
      if (!input.disabled) await requireAllHeld(ports, scope, before);
      const row = signNext(ports.keyring, 'services', before, {
        disabled: input.disabled ? 1 : 0,
        updated_at: ports.clock.now(),
      });
      return {
        result: await toService(ports, row),
        changes: [{ op: 'update', table: 'services', row }],
        objects: [{ kind: 'service', id: row.id, name: row.name }],
      };
    },
  });
}

/** The service, for its owner and for administrators; `not-found` for everybody else. */
async function findOwnService(ports: Ports, scope: Scope, id: string): Promise<ServiceRow> {
  const { snapshot } = scope;
  const found = await ports.store.find('services', { id });
  const row = found === undefined ? undefined : checkRow(ports.keyring, 'services', found);
  const manages =
    snapshot?.kind === 'system' || (snapshot?.administrator === true && snapshot.limits === null);
  const owns = row !== undefined && row.owner_id !== '' && row.owner_id === snapshot?.userId;
  if (row === undefined || !(owns || manages)) {
    throw new AppError('not-found', 'There is no such service that you may see.', {
      details: { object: 'service' },
    });
  }
  return row;
}

/** `forbidden` when the service may do what the caller may not (any more): he would get it through a credential. */
async function requireAllHeld(ports: Ports, scope: Scope, row: ServiceRow): Promise<void> {
  const { snapshot } = scope;
  const own = await snapshotOf(ports, { kind: 'service', id: row.id, name: row.name });
  for (const { effect, actions, pattern, source } of own.grants) {
    if (effect === 'deny') continue;
    const missing = [...actions].find(
      (action) => snapshot === null || !holdsOnPattern(snapshot, action, pattern),
    );
    if (missing === undefined) continue;
    throw new AppError('forbidden', `The service holds ${missing} on ${source}, which you do not hold.`);
  }
}

async function endAccessTokens(ports: Ports, serviceId: string): Promise<readonly RowChange[]> {
  const now = ports.clock.now();
  const rows = await ports.store.select('tokens', {
    principal_kind: 'service',
    principal_id: serviceId,
    revoked_at: null,
  });
  return rows
    .filter((row) => row.kind === 'access' && (row.expires_at === null || row.expires_at > now))
    .map((row) => ({
      op: 'update',
      table: 'tokens',
      row: signNext(ports.keyring, 'tokens', checkRow(ports.keyring, 'tokens', row), { revoked_at: now }),
    }));
}

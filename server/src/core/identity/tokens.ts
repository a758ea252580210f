// A caller's own tokens: made on purpose, listed, revoked. A new token never has more rights than the one that
// asks for it (threat T8).
import { AppError } from '../../base/errors.ts';
import { parseSpacePattern } from '../access/pattern.ts';
import { parseActions } from '../access/roles.ts';
import type { Caller, TokenLimit } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { TokenRow } from '../ports/tables.ts';
import type { IssuedToken, NewToken, TokenSummary } from './identity.ts';
import { PROVEN_OUTSIDE, issueToken } from './issue-token.ts';
import { narrowerNetworks } from './networks.ts';
import { toTokenSummary } from './rows.ts';

export async function createToken(ports: Ports, caller: Caller, input: Lazy<NewToken>): Promise<IssuedToken> {
  return operate(ports, caller, {
    name: 'token.create',
    requires: { on: 'self', whole: true },
    run: async () => {
      const token = force(input);
      const { principal } = caller;
      if (principal.kind === 'system') throw new AppError('forbidden', 'The system has no tokens.');
      if (token.uniqueName === true) {
        const live = await liveTokens(ports, caller);
        if (live.some((row) => row.name === token.name)) {
          throw new AppError('conflict', 'A token with this name exists already.', {
            details: {
              object: 'token',
              field: 'name',
              issues: [{ path: 'name', message: 'is already in use' }],
            },
          });
        }
      }
      const { issued, change } = issueToken(ports, {
        kind: 'api',
        name: token.name,
        principal: { kind: principal.kind, id: principal.id },
        lifetimeSeconds: token.lifetimeSeconds,
        notAfter: endOfOwnLife(caller),
        limits: token.limits === undefined ? null : token.limits.map(parseLimit),
        networks: narrowerNetworks(caller.token?.networks ?? null, token.networks),
        ...(token.scope === undefined ? {} : { scope: token.scope }),
      });
      return {
        result: issued,
        changes: [change],
        objects: [{ kind: 'token', id: issued.summary.id, name: issued.summary.name }],
      };
    },
  });
}

export async function listTokens(ports: Ports, caller: Caller): Promise<readonly TokenSummary[]> {
  return operate(ports, caller, {
    name: 'token.list',
    requires: { on: 'self', whole: true },
    run: async () => {
      const result = (await liveTokens(ports, caller)).map(toTokenSummary);
      return { result, objects: [{ kind: 'token', count: result.length }] };
    },
  });
}

export async function revokeToken(
  ports: Ports,
  caller: Caller,
  input: { readonly id: string },
): Promise<void> {
  return operate(ports, caller, {
    name: 'token.revoke',
    requires: { on: 'self' },
    object: { kind: 'token', id: input.id },
    run: async (scope) => {
      const row = await ports.store.find('tokens', { id: input.id });
      if (row !== undefined) checkRow(ports.keyring, 'tokens', row);
      const own =
        row?.principal_id === caller.principal.id &&
        (caller.token?.limits == null || row.id === caller.token.id);
      const manages = scope.snapshot?.administrator === true && scope.snapshot.limits === null;
      if (row === undefined || row.revoked_at !== null || !(own || manages)) {
        throw new AppError('not-found', 'There is no such token.', { details: { object: 'token' } });
      }
      const next = signNext(ports.keyring, 'tokens', row, { revoked_at: ports.clock.now() });
      return {
        result: undefined,
        changes: [{ op: 'update', table: 'tokens', row: next }],
        objects: [{ kind: 'token', id: row.id, name: row.name }],
      };
    },
  });
}

async function liveTokens(ports: Ports, caller: Caller): Promise<readonly TokenRow[]> {
  const now = ports.clock.now();
  const rows = await ports.store.select('tokens', {
    principal_kind: caller.principal.kind,
    principal_id: caller.principal.id,
    revoked_at: null,
  });
  return rows
    .filter((row) => row.expires_at === null || row.expires_at > now)
    .map((row) => checkRow(ports.keyring, 'tokens', row));
}

/** When a token that was made for a moment, or stands on a provider's proof, ends: what it makes ends with it. */
function endOfOwnLife({ token: own }: Caller): number {
  if (own === null || own.expiresAt === null) return Infinity;
  return own.kind === 'session' && !own.scope.includes(PROVEN_OUTSIDE) ? Infinity : own.expiresAt;
}

function parseLimit(limit: TokenLimit): TokenLimit {
  parseSpacePattern(limit.space);
  return { space: limit.space, actions: parseActions(limit.actions) };
}

// From a token to its caller. A refusal says only that the credential is not valid and is audited; the reason is
// in the details for dialects whose contract tells it.
import { AppError, toAppError } from '../../base/errors.ts';
import { tokenHash } from '../../crypto/index.ts';
import { makeCaller } from '../callers.ts';
import type { Caller, CallerToken, Origin, Principal, TokenKind, TokenLimit } from '../caller.ts';
import { checkRow } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { TokenRow } from '../ports/tables.ts';
import { isWithin } from './networks.ts';
import { toServicePrincipal, toUserPrincipal } from './rows.ts';
import { noteTokenUse } from './token-use.ts';

export async function authenticate(ports: Ports, origin: Origin, token: string | null): Promise<Caller> {
  let refusal: AppError;
  try {
    const found = await findCaller(ports, origin, token);
    if (typeof found !== 'string') return found;
    refusal = new AppError(
      'unauthenticated',
      'The credential is missing, invalid, expired or revoked. Sign in again.',
      { details: { reason: found } },
    );
  } catch (thrown) {
    refusal = toAppError(thrown);
  }
  return operate<never>(ports, origin, {
    name: 'token.authenticate',
    requires: { on: 'nothing' },
    run: async () => {
      throw refusal;
    },
  });
}

/** The caller, or the reason why there is none. */
async function findCaller(ports: Ports, origin: Origin, token: string | null): Promise<Caller | string> {
  if (token === null || token === '') return 'missing';
  const hash = tokenHash(token);
  if (hash === null) return 'malformed';
  ports.store.freshen?.();
  const row = await ports.store.find('tokens', { hash });
  if (row === undefined) return 'unknown';
  checkRow(ports.keyring, 'tokens', row);
  if (row.revoked_at !== null) return 'revoked';
  if (row.expires_at !== null && row.expires_at <= ports.clock.now()) return 'expired';
  if (row.networks !== null && !isWithin(row.networks, origin.address)) return 'network';
  // A login that still waits for its second factor is nobody yet.
  if (row.kind === 'partial') return 'totp-required';
  const principal = await findPrincipal(ports, row);
  if (principal === null) return 'disabled';
  noteTokenUse(ports, row);
  const { requestId, dialect, address } = origin;
  return makeCaller({ requestId, dialect, address, principal, token: toCallerToken(row) });
}

/** The live principal of a token; null when it is disabled or gone. */
async function findPrincipal(ports: Ports, token: TokenRow): Promise<Principal | null> {
  if (token.principal_kind === 'user') {
    const user = await ports.store.find('users', { id: token.principal_id });
    if (user === undefined) return null;
    checkRow(ports.keyring, 'users', user);
    return user.disabled === 1 ? null : toUserPrincipal(user);
  }
  const service = await ports.store.find('services', { id: token.principal_id });
  if (service === undefined) return null;
  checkRow(ports.keyring, 'services', service);
  if (service.disabled === 1) return null;
  return toServicePrincipal(ports, service);
}

function toCallerToken(row: TokenRow): CallerToken {
  return {
    id: row.id,
    kind: row.kind as TokenKind,
    name: row.name,
    scope: JSON.parse(row.scope) as string[],
    limits: row.limits === null ? null : (JSON.parse(row.limits) as TokenLimit[]),
    networks: row.networks === null ? null : (JSON.parse(row.networks) as string[]),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

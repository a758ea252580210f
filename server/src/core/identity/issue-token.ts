// A new token's row and text: the text is handed out once, the row keeps only its hash.
import { invalidInput } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import { SecretText } from '../../base/secret-text.ts';
import { newToken, tokenHash } from '../../crypto/index.ts';
import type { TokenKind, TokenLimit } from '../caller.ts';
import { signNew } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { IssuedToken } from './identity.ts';
import { toTokenSummary } from './rows.ts';

export const DEFAULT_SESSION_SECONDS = 24 * 60 * 60;

/** In the scope of a session that stands on a provider's proof: nothing made by it may outlive the proof. */
export const PROVEN_OUTSIDE = 'proven-outside';
const MAX_NAME_LENGTH = 128;

export interface TokenPlan {
  readonly kind: TokenKind;
  readonly name: string;
  readonly principal: { readonly kind: 'user' | 'service'; readonly id: string };
  readonly lifetimeSeconds: number | null;
  readonly scope?: readonly string[];
  readonly limits?: readonly TokenLimit[] | null;
  readonly networks?: readonly string[] | null;
  /** The token ends no later than this, milliseconds since the epoch. */
  readonly notAfter?: number;
}

/** `invalid-input` for a name or a lifetime that cannot be. */
export function issueToken(
  ports: Ports,
  plan: TokenPlan,
): { readonly issued: IssuedToken; readonly change: RowChange } {
  if (plan.name.length > MAX_NAME_LENGTH || !plan.name.isWellFormed()) {
    throw invalidInput({ path: 'name', message: `must have at most ${MAX_NAME_LENGTH} characters` });
  }
  const { lifetimeSeconds } = plan;
  if (lifetimeSeconds !== null && !(Number.isFinite(lifetimeSeconds) && lifetimeSeconds > 0)) {
    throw invalidInput({ path: 'lifetimeSeconds', message: 'must be more than 0' });
  }
  const text = newToken();
  const hash = tokenHash(text);
  if (hash === null) throw new TypeError('A new token has the form of a token.');
  const now = ports.clock.now();
  const row = signNew(ports.keyring, 'tokens', {
    id: newId(),
    hash,
    kind: plan.kind,
    name: plan.name,
    principal_kind: plan.principal.kind,
    principal_id: plan.principal.id,
    scope: JSON.stringify(plan.scope ?? []),
    limits: plan.limits === undefined || plan.limits === null ? null : JSON.stringify(plan.limits),
    networks: plan.networks === undefined || plan.networks === null ? null : JSON.stringify(plan.networks),
    created_at: now,
    expires_at: expiryOf(now, lifetimeSeconds, plan.notAfter),
    revoked_at: null,
    last_used_at: null,
  });
  return {
    issued: { token: new SecretText(text), summary: toTokenSummary(row) },
    change: { op: 'insert', table: 'tokens', row },
  };
}

function expiryOf(now: number, lifetimeSeconds: number | null, notAfter = Infinity): number | null {
  const end = Math.min(
    lifetimeSeconds === null ? Infinity : now + Math.round(lifetimeSeconds * 1000),
    notAfter,
  );
  return end === Infinity ? null : end;
}

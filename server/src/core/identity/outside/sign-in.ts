// Sign-in of people through an outside provider. The subject is who somebody is; a name or an address never takes an
// account over unless the operator said so, and no session outlives the provider's proof.
import { AppError } from '../../../base/errors.ts';
import { newId } from '../../../base/ids.ts';
import { SecretText } from '../../../base/secret-text.ts';
import { hashPassword, randomText } from '../../../crypto/index.ts';
import type { Origin } from '../../caller.ts';
import { checkRow, signNew } from '../../keys/signed-rows.ts';
import { operate } from '../../operation.ts';
import type { Ports } from '../../ports/deps.ts';
import type { IdentityProviders, OutsideIdentity, SignInFlow } from '../../ports/providers.ts';
import type { RowChange } from '../../ports/store.ts';
import type { UserRow } from '../../ports/tables.ts';
import type { IssuedToken, OutsideSignIn, User } from '../identity.ts';
import { DEFAULT_SESSION_SECONDS, PROVEN_OUTSIDE, issueToken } from '../issue-token.ts';
import { canonicalName, parseUsername } from '../names.ts';
import { toUser } from '../rows.ts';
import { parseFlow, sealFlow } from './flow.ts';

export async function beginSignIn(
  ports: Ports,
  origin: Origin,
  input: { readonly provider: string; readonly redirectUri: string },
): Promise<OutsideSignIn> {
  return operate(ports, origin, {
    name: 'session.begin-outside',
    requires: { on: 'nothing' },
    run: async () => {
      const { url, flow } = await providersOf(ports).begin(input.provider, input.redirectUri);
      return { result: { url, flow: new SecretText(sealFlow(ports, flow)) } };
    },
  });
}

export async function finishSignIn(
  ports: Ports,
  origin: Origin,
  input: { readonly flow: string; readonly callbackUrl: string },
): Promise<IssuedToken & { readonly user: User }> {
  // The provider takes a code once, so its answer is fetched once, however often the change is decided anew.
  let identity: Promise<OutsideIdentity> | undefined;
  return operate(ports, origin, {
    name: 'session.finish-outside',
    requires: { on: 'nothing' },
    run: async () => {
      const flow: SignInFlow = parseFlow(ports, input.flow);
      identity ??= providersOf(ports).finish(flow, input.callbackUrl);
      const proven = await identity;
      requireTimeLeft(ports, proven.expiresAt);
      const { row, changes } = await userOf(ports, proven);
      if (row.disabled === 1) throw refused('disabled', 'This account is disabled.');
      const { issued, change } = issueToken(ports, {
        kind: 'session',
        name: `login by ${proven.provider}`,
        principal: { kind: 'user', id: row.id },
        lifetimeSeconds: DEFAULT_SESSION_SECONDS,
        notAfter: proven.expiresAt,
        scope: [PROVEN_OUTSIDE],
      });
      return {
        result: { ...issued, user: toUser(row) },
        changes: [...changes, change],
        objects: [{ kind: 'token', id: issued.summary.id, name: issued.summary.name }],
        actor: { kind: 'user', id: row.id, name: row.username },
      };
    },
  });
}

/** `not-found` when the operator has set up no provider at all. */
export function providersOf({ providers }: Ports): IdentityProviders {
  if (providers !== undefined) return providers;
  throw new AppError('not-found', 'There is no such identity provider.', {
    details: { object: 'operation' },
  });
}

export function requireTimeLeft(ports: Ports, expiresAt: number): void {
  if (expiresAt > ports.clock.now()) return;
  throw refused('provider', 'The identity provider did not vouch for this sign-in.');
}

/** The user behind an outside identity: known by its subject, or made or taken as the operator allows. */
async function userOf(
  ports: Ports,
  proven: OutsideIdentity,
): Promise<{ readonly row: UserRow; readonly changes: readonly RowChange[] }> {
  const { provider, subject } = proven;
  const found = await ports.store.find('identities', { provider, subject });
  if (found !== undefined) {
    const { user_id: id } = checkRow(ports.keyring, 'identities', found);
    const user = await ports.store.find('users', { id });
    if (user === undefined) throw refused('provider', 'The user of this identity is gone.');
    return { row: checkRow(ports.keyring, 'users', user), changes: [] };
  }
  const known = await userByEmail(ports, proven);
  if (known !== undefined) return { row: known, changes: [linkChange(ports, proven, known.id)] };
  if (!proven.firstSignIn.includes('create') || proven.username === null) {
    throw refused('provider', 'Nobody here belongs to this identity. Ask an administrator.');
  }
  const row = await newUser(ports, parseUsername(proven.username), proven.verifiedEmail);
  return { row, changes: [{ op: 'insert', table: 'users', row }, linkChange(ports, proven, row.id)] };
}

async function userByEmail(ports: Ports, proven: OutsideIdentity): Promise<UserRow | undefined> {
  if (!proven.firstSignIn.includes('email') || proven.verifiedEmail === null) return undefined;
  const row = await ports.store.find('users', { email_key: canonicalName(proven.verifiedEmail) });
  return row === undefined ? undefined : checkRow(ports.keyring, 'users', row);
}

/** A user whose password nobody knows. `unauthenticated` when the name is taken: it is somebody else's. */
async function newUser(ports: Ports, username: string, email: string | null): Promise<UserRow> {
  const key = canonicalName(username);
  if ((await ports.store.find('users', { username_key: key })) !== undefined) {
    throw refused('provider', 'A user of this name is here already. Ask an administrator.');
  }
  const emailKey = email === null ? null : canonicalName(email);
  const emailTaken =
    emailKey !== null && (await ports.store.find('users', { email_key: emailKey })) !== undefined;
  const now = ports.clock.now();
  return signNew(ports.keyring, 'users', {
    id: newId(),
    username,
    username_key: key,
    email: emailTaken ? null : email,
    email_key: emailTaken ? null : emailKey,
    password_hash: await hashPassword(randomText(43)),
    must_change_password: 0,
    admin: 0,
    disabled: 0,
    created_at: now,
    updated_at: now,
  });
}

function linkChange(ports: Ports, { provider, subject }: OutsideIdentity, userId: string): RowChange {
  const row = signNew(ports.keyring, 'identities', {
    id: newId(),
    provider,
    subject,
    user_id: userId,
    created_at: ports.clock.now(),
  });
  return { op: 'insert', table: 'identities', row };
}

function refused(reason: string, message: string): AppError {
  return new AppError('unauthenticated', message, { details: { reason } });
}

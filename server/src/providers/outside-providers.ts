// Sign-in through OpenID Connect providers and tokens of workloads: code flow with PKCE, state and nonce; issuer,
// audience, algorithm and end of every token checked against the operator's settings (threats T14 and T21).
import * as jose from 'jose';
import * as oidc from 'openid-client';

import { AppError, invalidInput } from '../base/errors.ts';
import type { IdentityProviders, OutsideIdentity, OutsideWorkload, SignInFlow } from '../core/ports/index.ts';
import { isLoopback, isSafeAddress } from './settings.ts';
import type { ClaimRules, PeopleProvider, ProviderSettings, WorkloadProvider } from './settings.ts';

const TIMEOUT_MS = 10_000;
const CLOCK_TOLERANCE_SECONDS = 5;

export function createProviders({ people, workloads }: ProviderSettings): IdentityProviders {
  const clients = new Map<string, Promise<oidc.Configuration>>();
  const keys = new Map<string, Promise<jose.JWTVerifyGetKey>>();

  const clientOf = (provider: PeopleProvider) => kept(clients, provider.name, () => discover(provider));
  const keysOf = (provider: WorkloadProvider | PeopleProvider) =>
    kept(keys, provider.name, () => discoverKeys(provider.issuer));

  return {
    names: people.map(({ name }) => name),

    async begin(name, redirectUri) {
      const provider = named(people, name);
      requireRedirect(provider, redirectUri);
      const client = await clientOf(provider);
      const flow: SignInFlow = {
        provider: name,
        redirectUri,
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(client, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(flow.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, flow };
    },

    async finish(flow, callbackUrl) {
      const provider = named(people, flow.provider);
      const client = await clientOf(provider);
      return vouched(async () => {
        const callback = new URL(callbackUrl);
        const expected = new URL(flow.redirectUri);
        if (callback.origin !== expected.origin || callback.pathname !== expected.pathname) {
          throw new TypeError('The callback is not the one that was asked for.');
        }
        const tokens = await oidc.authorizationCodeGrant(client, callback, {
          pkceCodeVerifier: flow.codeVerifier,
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          idTokenExpected: true,
        });
        const { payload } = await jose.jwtVerify(tokens.id_token ?? '', await keysOf(provider), {
          issuer: issuerText(provider),
          audience: provider.clientId,
          algorithms: [...provider.algorithms],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['sub', 'exp', 'nonce'],
        });
        return toIdentity(provider, payload);
      });
    },

    async verifyWorkload(name, token, now) {
      const provider = named(workloads, name);
      const getKey = await keysOf(provider);
      return vouched(async () => {
        const { payload } = await jose.jwtVerify(token, getKey, {
          issuer: issuerText(provider),
          audience: provider.audience,
          algorithms: [...provider.algorithms],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['sub', 'exp'],
          currentDate: new Date(now),
        });
        return toWorkload(provider, payload);
      });
    },
  };
}

/** Made once; a failure is not kept, so that a provider that comes back is found. */
async function kept<T>(made: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  let one = made.get(name);
  if (one === undefined) {
    one = make();
    made.set(name, one);
  }
  try {
    return await one;
  } catch (cause) {
    made.delete(name);
    if (cause instanceof AppError) throw cause;
    throw new AppError('unavailable', 'The identity provider cannot be reached at the moment.', {
      details: { retryAfterSeconds: 5 },
      cause,
    });
  }
}

async function discover(provider: PeopleProvider): Promise<oidc.Configuration> {
  const auth = provider.clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(provider.clientSecret);
  return oidc.discovery(provider.issuer, provider.clientId, undefined, auth, {
    timeout: TIMEOUT_MS / 1000,
    [oidc.customFetch]: (address, options) => fetchSafely(address, options as RequestInit),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its only sign that plain HTTP is meant: loopback alone
    execute: isLoopback(provider.issuer) ? [oidc.allowInsecureRequests] : [],
  });
}

/** The keys of an issuer, whose discovery document has to name that very issuer. */
async function discoverKeys(issuer: URL): Promise<jose.JWTVerifyGetKey> {
  const base = issuer.href.replace(/\/$/, '');
  const answer = await fetchSafely(`${base}/.well-known/openid-configuration`);
  if (answer.status !== 200) throw new TypeError(`Discovery was answered with ${answer.status}.`);
  const document = (await answer.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  if (String(document.issuer).replace(/\/$/, '') !== base) {
    throw new TypeError('Discovery names another issuer.');
  }
  const address = new URL(String(document.jwks_uri));
  if (!isSafeAddress(address)) throw new TypeError('The keys are not at a safe address.');
  return jose.createRemoteJWKSet(address, {
    timeoutDuration: TIMEOUT_MS,
    [jose.customFetch]: (url, options) => fetchSafely(url, options),
  });
}

/** Only https (or this machine), and no redirect anywhere (threat T14). */
async function fetchSafely(address: string, options: RequestInit = {}): Promise<Response> {
  if (!isSafeAddress(new URL(address))) throw new TypeError('The address is not a safe one.');
  return fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), ...options, redirect: 'manual' });
}

/** Whatever is wrong with a token or an answer is one refusal; the cause is for the log. */
async function vouched<T>(judge: () => Promise<T>): Promise<T> {
  try {
    return await judge();
  } catch (cause) {
    throw new AppError('unauthenticated', 'The identity provider did not vouch for this sign-in.', {
      details: { reason: 'provider' },
      cause,
    });
  }
}

function toIdentity(provider: PeopleProvider, claims: jose.JWTPayload): OutsideIdentity {
  if (!satisfies(claims, provider.require)) throw new TypeError('A claim is not one that may sign in.');
  const username = claims[provider.usernameClaim];
  const email = claims['email_verified'] === true ? claims['email'] : null;
  return {
    provider: provider.name,
    subject: claims.sub ?? '',
    username: typeof username === 'string' ? username : null,
    verifiedEmail: typeof email === 'string' ? email : null,
    expiresAt: (claims.exp ?? 0) * 1000,
    firstSignIn: provider.firstSignIn,
  };
}

function toWorkload(provider: WorkloadProvider, claims: jose.JWTPayload): OutsideWorkload {
  const rule = provider.rules.find((one) => satisfies(claims, one.claims));
  if (rule === undefined) throw new TypeError('No rule is about this workload.');
  return {
    provider: provider.name,
    subject: claims.sub ?? '',
    expiresAt: (claims.exp ?? 0) * 1000,
    clientId: rule.clientId,
  };
}

/** Whether every claim of the rules has one of its values, compared whole: no patterns (SECURITY-DESIGN 6, row 12). */
function satisfies(claims: jose.JWTPayload, rules: ClaimRules): boolean {
  return Object.entries(rules).every(([name, allowed]) => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.some((one) => typeof one === 'string' && allowed.includes(one));
  });
}

/** An address of the operator's list; on loopback any port, as native apps need it (RFC 8252 7.3). */
function requireRedirect(provider: PeopleProvider, redirectUri: string): void {
  const given = URL.canParse(redirectUri) ? new URL(redirectUri) : null;
  const allowed = provider.redirectUris.some((one) => {
    if (one === redirectUri) return true;
    const known = new URL(one);
    if (given === null || !isLoopback(known) || !isLoopback(given)) return false;
    given.port = known.port;
    return given.href === known.href;
  });
  if (!allowed) {
    throw invalidInput({ path: 'redirectUri', message: 'is not one that the operator has allowed' });
  }
}

function issuerText({ issuer }: { readonly issuer: URL }): string[] {
  const bare = issuer.href.replace(/\/$/, '');
  return [bare, `${bare}/`];
}

function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const one = all.find((candidate) => candidate.name === name);
  if (one !== undefined) return one;
  throw new AppError('not-found', 'There is no such identity provider.', {
    details: { object: 'operation' },
  });
}

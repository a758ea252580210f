// A real OpenID Connect provider on loopback (oidc-provider), which signs anybody in whose name is set, and a signer of
// workload tokens with keys of its own.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import * as jose from 'jose';
import Provider from 'oidc-provider';

export const CLIENT = {
  id: 'polyvault',
  secret: 'the secret of the client',
  redirect: 'http://127.0.0.1:9/callback',
};

export interface OidcIssuer {
  readonly issuer: string;
  /** Who is signed in at the provider, with the claims that it tells. */
  account: { readonly sub: string; readonly claims: Readonly<Record<string, unknown>> };
  /** Follows the browser's way from the provider's address to the callback. */
  browse(url: string): Promise<string>;
  close(): Promise<void>;
}

export async function startOidcIssuer(idTokenSeconds = 3600): Promise<OidcIssuer> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const { server, base } = await listen((request, response) => handle(request, response));
  const { privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
  const state: OidcIssuer = {
    issuer: base,
    account: { sub: 'nobody', claims: {} },
    browse,
    close: () => stop(server),
  };
  const provider = new Provider(base, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [CLIENT.redirect] }],
    jwks: { keys: [{ ...(await jose.exportJWK(privateKey)), kid: 'first', use: 'sig', alg: 'RS256' }] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'team'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: { IdToken: idTokenSeconds },
    cookies: { keys: ['a key for the cookies of a test'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...state.account.claims, sub }) }),
  });
  const callback = provider.callback();
  handle = (request, response) => {
    if (request.url?.startsWith('/interaction/') === true) void interact(provider, state, request, response);
    else void callback(request, response);
  };
  return state;
}

/** Signs the account in and consents to everything that the client asks for. */
async function interact(
  provider: Provider,
  state: OidcIssuer,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { params, grantId } = await provider.interactionDetails(request, response);
  const accountId = state.account.sub;
  const found = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = found ?? new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { login: { accountId }, consent });
}

async function browse(start: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${answer.status} at ${url}: ${await answer.text()}`);
    url = new URL(location, url).href;
    if (url.startsWith(CLIENT.redirect)) return url;
  }
  throw new Error('The browser went round in circles.');
}

export interface WorkloadIssuer {
  readonly issuer: string;
  /** A token with these claims; a time in seconds since the epoch. */
  sign(
    claims: jose.JWTPayload,
    header?: { readonly alg?: string; readonly foreignKey?: boolean },
  ): Promise<string>;
  close(): Promise<void>;
}

/** An issuer like those of CI systems and clusters: a discovery document, keys, and tokens. */
export async function startWorkloadIssuer(): Promise<WorkloadIssuer> {
  const own = await jose.generateKeyPair('RS256', { extractable: true });
  const foreign = await jose.generateKeyPair('RS256');
  const key = { ...(await jose.exportJWK(own.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  let documents: Readonly<Record<string, unknown>> = {};
  const { server, base } = await listen((request, response) => {
    const document = documents[request.url ?? ''];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  documents = {
    '/.well-known/openid-configuration': { issuer: base, jwks_uri: `${base}/keys` },
    '/keys': { keys: [key] },
  };
  return {
    issuer: base,
    async sign(claims, { alg = 'RS256', foreignKey = false } = {}) {
      if (alg === 'none') return new jose.UnsecuredJWT(claims).encode();
      if (alg === 'HS256') {
        // The public key taken for a shared secret, the classic confusion.
        const secret = new TextEncoder().encode(await jose.exportSPKI(own.publicKey));
        return new jose.SignJWT(claims).setProtectedHeader({ alg, kid: 'one' }).sign(secret);
      }
      const signer = foreignKey ? foreign.privateKey : own.privateKey;
      return new jose.SignJWT(claims).setProtectedHeader({ alg, kid: 'one' }).sign(signer);
    },
    close: () => stop(server),
  };
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

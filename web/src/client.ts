// The one client of the console: the SDK on this very address. The session is a cookie that the browser adds by itself, so
// there is no token here; the header tells the server that the call is the console's own.
import { Client, PolyvaultError } from '@polyvault/sdk';

type Listener = () => void;
const listeners = new Set<Listener>();

/** Told when a call found no session any more. */
export function onSessionEnd(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function ownFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('x-polyvault-console', '1');
  const response = await window.fetch(input, {
    ...init,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
  });
  const { pathname } = new URL(response.url);
  if (response.status === 401 && pathname.startsWith('/pv/')) for (const listener of listeners) listener();
  return response;
}

export const client = new Client({ baseUrl: window.location.origin, fetch: ownFetch, retries: 1 });

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly totp?: string;
}

export async function signIn(credentials: Credentials): Promise<void> {
  await client.send({ method: 'POST', path: '/console/session', body: credentials });
}

export async function signOut(): Promise<void> {
  await client.send({ method: 'DELETE', path: '/console/session' });
}

/** What a person may read about a failure; the server's messages carry no secret. */
export function reasonOf(error: unknown): string {
  return error instanceof PolyvaultError || error instanceof Error ? error.message : String(error);
}

export function hasCode(error: unknown, code: PolyvaultError['code']): error is PolyvaultError {
  return error instanceof PolyvaultError && error.code === code;
}

// Apps at the server: found through the native API, registered and removed through Olares' own calls (olares.md 1.3),
// so that what this program does is what Olares' app manager would do.
import { PolyvaultError } from '@polyvault/sdk';
import type { Client } from '@polyvault/sdk';

import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import type { Manifest } from './manifest.ts';

export const SECRET_PROVIDER = { group: 'secret.infisical', dataType: 'secret', version: 'v1' } as const;

/** An app as it is registered now. */
export interface RegisteredApp {
  readonly key: string;
  readonly appid: string;
  /** Ops of the secret provider. */
  readonly ops: readonly string[];
}

export interface AppCredential {
  readonly key: string;
  readonly secret: string;
}

/** The app of a user, or null. */
export async function findApp(client: Client, user: string, app: string): Promise<RegisteredApp | null> {
  const services = await client.services.list();
  const found = services.find(
    ({ name, owner, attributes }) =>
      name === app && attributes['app'] === app && owner?.username.toLowerCase() === user.toLowerCase(),
  );
  if (found === undefined) return null;
  const { appid, perm } = found.attributes;
  return { key: found.clientId, appid: typeof appid === 'string' ? appid : '', ops: secretOps(perm) };
}

/** Registers the app for the user, or replaces what it may do and keeps its credential. */
export async function registerApp(
  context: Context,
  client: Client,
  { app, appid, ops }: Manifest,
  user: string | undefined,
): Promise<AppCredential> {
  const data = await call(context, client, 'register', {
    app,
    appid,
    perm: [{ ...SECRET_PROVIDER, ops }],
    ...(user === undefined ? {} : { user }),
  });
  const { app_key: key, app_secret: secret } = membersOf(data);
  if (typeof key !== 'string' || typeof secret !== 'string') throw unexpected();
  return { key, secret };
}

/** Removes the app; its tokens end at once. */
export async function removeApp(
  context: Context,
  client: Client,
  app: string,
  user: string | undefined,
): Promise<void> {
  await call(context, client, 'unregister', { app, ...(user === undefined ? {} : { user }) });
}

async function call(context: Context, client: Client, name: string, body: object): Promise<unknown> {
  const { token } = context.access();
  try {
    const answer = await client.send({
      method: 'POST',
      path: `/permission/v1alpha1/${name}`,
      headers: { 'x-authorization': token ?? '' },
      body,
    });
    const { code, message, data } = membersOf(answer.body);
    if (code === 0) return data;
    if (typeof message !== 'string') throw unexpected();
    throw new CommandError(EXIT.refused, `The server refuses: ${message}`);
  } catch (error) {
    if (!(error instanceof PolyvaultError)) throw error;
    // This surface answers in plain text, which the client cannot read.
    if (error.status === 404) throw unexpected();
    if (error.status === 401) {
      throw new CommandError(EXIT.signedOut, 'Apps are registered with the token of a user.');
    }
    throw error;
  }
}

function secretOps(perm: unknown): readonly string[] {
  if (!Array.isArray(perm)) return [];
  return perm.map(membersOf).flatMap(({ group, dataType, version, ops }) => {
    const own =
      group === SECRET_PROVIDER.group &&
      dataType === SECRET_PROVIDER.dataType &&
      version === SECRET_PROVIDER.version;
    return own && Array.isArray(ops) ? ops.filter((op) => typeof op === 'string') : [];
  });
}

function unexpected(): CommandError {
  return new CommandError(EXIT.failed, 'This server does not serve the Olares API.');
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

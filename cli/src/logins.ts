// The logins of this user's command line: one token for each server, in one private file. Tokens never go elsewhere.
import { join } from 'node:path';

import type { Environment } from './environment.ts';
import { CommandError, EXIT } from './failure.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

export interface Login {
  readonly token: string;
  readonly username: string;
  readonly expiresAt: string | null;
}

export interface Logins {
  /** The server that is meant where none is named. */
  readonly current: string | null;
  readonly servers: ReadonlyMap<string, Login>;
}

export function loginsFile(environment: Environment): string {
  return join(environment.configFolder, 'logins.json');
}

export function readLogins(environment: Environment): Logins {
  const path = loginsFile(environment);
  const text = readPrivateFile(path);
  if (text === null) return { current: null, servers: new Map() };
  try {
    const { current, servers } = JSON.parse(text) as {
      readonly current: string | null;
      readonly servers: Readonly<Record<string, Login>>;
    };
    return { current, servers: new Map(Object.entries(servers)) };
  } catch (cause) {
    throw new CommandError(EXIT.failed, `${path} is damaged.`, `Remove it and sign in again.`, cause);
  }
}

/** Keeps the login and makes its server the current one. */
export function keepLogin(environment: Environment, server: string, login: Login): void {
  const servers = new Map(readLogins(environment).servers).set(server, login);
  write(environment, { current: server, servers });
}

/** Forgets the login of a server; false when there was none. */
export function forgetLogin(environment: Environment, server: string): boolean {
  const { current, servers } = readLogins(environment);
  const rest = new Map(servers);
  if (!rest.delete(server)) return false;
  write(environment, { current: current === server ? null : current, servers: rest });
  return true;
}

function write(environment: Environment, { current, servers }: Logins): void {
  const text = JSON.stringify({ current, servers: Object.fromEntries(servers) }, null, 2);
  writePrivateFile(loginsFile(environment), `${text}\n`);
}

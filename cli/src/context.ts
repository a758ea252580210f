// What every command works with: the global options, the surroundings, the terminal, and the client of a server.
import { Client } from '@polyvault/sdk';

import type { Environment } from './environment.ts';
import { CommandError, EXIT } from './failure.ts';
import { readLogins } from './logins.ts';
import { readTokenFile } from './private-file.ts';
import { readRememberedSpace } from './remembered-space.ts';
import { checkAddress } from './server-address.ts';
import type { Terminal } from './terminal.ts';

export const DEFAULT_SERVER = 'http://127.0.0.1:7400';

export interface GlobalOptions {
  readonly json?: boolean;
  readonly server?: string;
  readonly tokenFile?: string;
}

/** The server and the token for it; null when there is no login. */
export interface Access {
  readonly server: string;
  readonly token: string | null;
}

export class Context {
  readonly environment: Environment;
  readonly terminal: Terminal;
  #options: GlobalOptions = {};

  constructor(environment: Environment, terminal: Terminal) {
    this.environment = environment;
    this.terminal = terminal;
  }

  /** Takes the options of this command line; the program calls it before the command's action. */
  use(options: GlobalOptions): void {
    this.#options = options;
  }

  get json(): boolean {
    return this.#options.json === true;
  }

  /** Results: as JSON where that was asked for, else the text. */
  print(value: unknown, text: string): void {
    if (this.json) this.terminal.say(JSON.stringify(value, null, 2));
    else if (text !== '') this.terminal.say(text);
  }

  /** --server, POLYVAULT_SERVER, the last login, or the default; checked. A stored token goes to its own server only. */
  access(): Access {
    const { variables } = this.environment;
    const logins = readLogins(this.environment);
    const server = checkAddress(
      this.#options.server ?? variables['POLYVAULT_SERVER'] ?? logins.current ?? DEFAULT_SERVER,
      {
        complaint: 'The server must be an address such as https://vault.example.com.',
        shown: 'your token',
        allowPlainHttp: variables['POLYVAULT_ALLOW_PLAIN_HTTP'] === 'true',
      },
    );
    const { tokenFile } = this.#options;
    const given = tokenFile === undefined ? variables['POLYVAULT_TOKEN'] : readTokenFile(tokenFile);
    const token = given ?? logins.servers.get(server)?.token ?? '';
    return { server, token: token === '' ? null : token };
  }

  /** A client with a token; tells how to sign in where there is none. */
  client(): Client {
    const { server, token } = this.signedIn();
    return new Client({ baseUrl: server, token });
  }

  /** The server and the token for it; tells how to sign in where there is none. */
  signedIn(): { readonly server: string; readonly token: string } {
    const { server, token } = this.access();
    if (token === null) {
      throw new CommandError(
        EXIT.signedOut,
        `You are not signed in at ${server}.`,
        'Sign in with `polyvault login`, or set POLYVAULT_TOKEN.',
      );
    }
    return { server, token };
  }

  /** --space, POLYVAULT_SPACE, or what `.polyvault.json` of this folder or one above says. */
  space(given: string | undefined): string {
    const space = this.spaceIfAny(given);
    if (space !== null) return space;
    throw new CommandError(
      EXIT.usage,
      'Which space?',
      'Name one with --space or POLYVAULT_SPACE, or write {"space":"..."} into .polyvault.json here.',
    );
  }

  /** The same, or null where none is named. */
  spaceIfAny(given: string | undefined): string | null {
    const space =
      given ??
      this.environment.variables['POLYVAULT_SPACE'] ??
      readRememberedSpace(this.environment.workingFolder);
    return space === undefined || space === '' ? null : space;
  }
}

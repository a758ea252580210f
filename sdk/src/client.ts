// The client of the native API: a server, a token, and the calls by area. It keeps nothing and writes nothing.
import { Grants, Services, Spaces, Tokens, Users } from './access.ts';
import { AuditLog } from './audit-log.ts';
import type { Comparison } from './comparison.ts';
import { Moves } from './moves.ts';
import { Decisions } from './decisions.ts';
import { Groups } from './groups.ts';
import { Render } from './render.ts';
import { Seal } from './seal.ts';
import { Secrets } from './secrets.ts';
import { Time } from './time.ts';
import { Transport } from './transport.ts';
import { Trash } from './trash.ts';
import type { Answer, Call, CallOptions, RenewedToken, TransportOptions } from './transport.ts';
import type { Schemas, Secret, Session, User } from './types.ts';

export type ClientOptions = TransportOptions;

/** All secrets of a space with their values in name order, or word that nothing has changed. */
export type Values =
  | { readonly changed: true; readonly etag: string | null; readonly items: readonly Secret[] }
  | { readonly changed: false; readonly etag: string | null };

export class Client {
  readonly secrets: Secrets;
  readonly spaces: Spaces;
  readonly grants: Grants;
  readonly groups: Groups;
  readonly decisions: Decisions;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly services: Services;
  readonly render: Render;
  readonly trash: Trash;
  readonly time: Time;
  readonly moves: Moves;
  readonly auditLog: AuditLog;
  readonly seal: Seal;
  readonly #transport: Transport;

  constructor(options: ClientOptions | Transport) {
    const transport = options instanceof Transport ? options : new Transport(options);
    this.#transport = transport;
    this.secrets = new Secrets(transport);
    this.spaces = new Spaces(transport);
    this.grants = new Grants(transport);
    this.groups = new Groups(transport);
    this.decisions = new Decisions(transport);
    this.users = new Users(transport);
    this.tokens = new Tokens(transport);
    this.services = new Services(transport);
    this.render = new Render(transport);
    this.trash = new Trash(transport);
    this.time = new Time(transport);
    this.moves = new Moves(transport);
    this.auditLog = new AuditLog(transport);
    this.seal = new Seal(transport);
  }

  /** A session, and a client that uses it. `unauthenticated` for a wrong password and an unknown user alike. */
  async login(
    input: { readonly username: string; readonly password: string; readonly totp?: string },
    options: CallOptions = {},
  ): Promise<{ readonly session: Session; readonly client: Client }> {
    const answer = await this.send({ method: 'POST', path: '/pv/v1/login', body: input, ...options });
    const session = answer.body as Session;
    return { session, client: new Client(this.#transport.withToken(session.token)) };
  }

  /** A client of a service, which signs in with its client id and secret, and again before each token ends. */
  static forService(
    options: Omit<ClientOptions, 'token' | 'renew'>,
    credential: { readonly clientId: string; readonly clientSecret: string },
  ): Client {
    const open = new Client(options);
    const renew = async (): Promise<RenewedToken> => {
      const answer = await open.send({ method: 'POST', path: '/pv/v1/service-login', body: credential });
      return answer.body as RenewedToken;
    };
    return new Client({ ...options, renew });
  }

  /** Starts a sign-in through an identity provider of the operator's; the browser goes to `url`. */
  async beginOidc(
    input: { readonly provider: string; readonly redirectUri: string },
    options: CallOptions = {},
  ): Promise<Schemas['OidcFlow']> {
    const answer = await this.send({ method: 'POST', path: '/pv/v1/oidc/begin', body: input, ...options });
    return answer.body as Schemas['OidcFlow'];
  }

  /** The session, with the address at which the browser came back. */
  async finishOidc(
    input: { readonly flow: string; readonly callbackUrl: string },
    options: CallOptions = {},
  ): Promise<{ readonly session: Session; readonly client: Client }> {
    const answer = await this.send({ method: 'POST', path: '/pv/v1/oidc/finish', body: input, ...options });
    const session = answer.body as Session;
    return { session, client: new Client(this.#transport.withToken(session.token)) };
  }

  /** Revokes the token of this client. */
  async logout(options: CallOptions = {}): Promise<void> {
    await this.send({ method: 'POST', path: '/pv/v1/logout', ...options });
  }

  /** The user behind the token; `not-found` for a service. */
  async me(options: CallOptions = {}): Promise<User> {
    return (await this.send({ method: 'GET', path: '/pv/v1/me', ...options })).body as User;
  }

  /** Ends the other sessions of the user. `forbidden` for a wrong current password. */
  async changePassword(
    input: { readonly current: string; readonly next: string },
    options: CallOptions = {},
  ): Promise<void> {
    await this.send({ method: 'POST', path: '/pv/v1/me/password', body: input, ...options });
  }

  /** One call for all values of a space. With the `etag` of an earlier answer, `changed` may be false. */
  async values(space: string, options: CallOptions & { readonly etag?: string } = {}): Promise<Values> {
    const { etag, ...rest } = options;
    const answer = await this.send({
      method: 'GET',
      path: '/pv/v1/values',
      query: { space },
      ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }),
      ...rest,
    });
    if (answer.status === 304) return { changed: false, etag: answer.etag };
    const { items } = answer.body as { readonly items: readonly Secret[] };
    return { changed: true, etag: answer.etag, items };
  }

  /** Which names are in which of 2 to 8 spaces, and whether contents are equal; never a value. */
  async compare(spaces: readonly string[], options: CallOptions = {}): Promise<Comparison> {
    const answer = await this.send({
      method: 'GET',
      path: '/pv/v1/compare',
      query: { space: spaces },
      ...options,
    });
    return answer.body as Comparison;
  }

  /** Whether the server serves requests, and its version; no token is needed. */
  async health(
    options: CallOptions = {},
  ): Promise<{ readonly status: string; readonly version: string; readonly sealed: boolean }> {
    const answer = await this.send({ method: 'GET', path: '/healthz', ...options });
    return answer.body as { readonly status: string; readonly version: string; readonly sealed: boolean };
  }

  /** Any other call of the server, with this client's token, retries and errors. */
  async send(call: Call): Promise<Answer> {
    return this.#transport.send(call);
  }
}

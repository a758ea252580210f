// The live session behind the corpus: tokens of real users, an access token of a real app, ids that the server has
// told. It heals what mutated requests break: revoked tokens, disabled users, spaces that grow without end.
import bcrypt from 'bcryptjs';

import { OLARES_APP, send } from '../support/dialect-clients.ts';
import type { TestServer } from '../support/server.ts';
import type { Answer } from './connection.ts';
import { passwordOf } from './marks.ts';
import type { Random } from './random.ts';

/** The administrator that no request of the corpus knows. */
export const WARDEN = 'warden';

const SPARE_TOKENS = 12;
const ACCESS_MS = 150_000;
const MOST_IDS = 400;
const KEPT_PER_SPACE = 20;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

export class Session {
  readonly base: string;
  readonly #server: TestServer;
  readonly #ops: readonly string[];
  readonly #tokens = new Map<string, string[]>();
  readonly #ids: string[] = ['0b1f5c7e-2f4d-4c3e-9a57-6a1f0d4b8c21'];
  /** Of the tokens that keep the session going: the corpus must not come to revoke them. */
  readonly #ownIds = new Set<string>();
  #maintained: Promise<void> = Promise.resolve();
  #access = { token: 'pvt1', at: 0 };
  /** How often somebody's tokens had died, and how often somebody else had to take his place. */
  healed = 0;
  standIns = 0;

  private constructor(server: TestServer, ops: readonly string[]) {
    this.#server = server;
    this.#ops = ops;
    this.base = server.base;
  }

  static async open(server: TestServer, users: readonly string[], ops: readonly string[]): Promise<Session> {
    const session = new Session(server, ops);
    for (const user of [WARDEN, ...users]) {
      const tokens: string[] = [];
      if (!(await session.#signIn(user, tokens))) throw new Error(`${user} cannot sign in`);
      session.#tokens.set(user, tokens);
    }
    await session.#keepOwnIds();
    await session.maintain();
    return session;
  }

  /** The warden, his app and its grants are not for the corpus. */
  async #keepOwnIds(): Promise<void> {
    const headers = this.#bearer(this.token(WARDEN));
    for (const workspace of ['notes', 'second', 'one']) {
      const path = `/pv/v1/grants?space=olares/${WARDEN}/${workspace}/prod`;
      const { text } = await send(this.#server, 'GET', path, headers);
      for (const [id] of text.matchAll(UUID)) this.#ownIds.add(id);
    }
    const { text } = await send(this.#server, 'GET', '/pv/v1/services', headers);
    for (const service of (JSON.parse(text) as { items: { clientId: string }[] }).items) {
      if (service.clientId !== OLARES_APP.appKey) continue;
      for (const [id] of JSON.stringify(service).matchAll(UUID)) this.#ownIds.add(id);
    }
  }

  /** A live token of the user, or of alice for somebody unknown. */
  token(user: string): string {
    return this.#tokens.get(user)?.[0] ?? this.#tokens.get('alice')?.[0] ?? 'pvt1';
  }

  accessToken(): string {
    return this.#access.token;
  }

  users(): readonly string[] {
    return [...this.#tokens.keys()].filter((user) => user !== WARDEN);
  }

  anId(random: Random): string {
    return random.pick(this.#ids);
  }

  /** Takes up the ids in an answer. */
  learn({ status, body }: Answer): void {
    if (status >= 300 || body.length > 20_000) return;
    for (const [id] of body.toString('latin1').matchAll(UUID)) {
      if (this.#ownIds.has(id)) continue;
      this.#ids.push(id);
      if (this.#ids.length > MOST_IDS) this.#ids.shift();
    }
  }

  /** Makes sure that every user has live tokens, spare ones too, and that the app's is fresh; one call at a time. */
  maintain(): Promise<void> {
    this.#maintained = this.#maintained.then(() => this.#maintain());
    return this.#maintained;
  }

  async #maintain(): Promise<void> {
    for (const [user, tokens] of this.#tokens) {
      if (!(await this.#lives(tokens[0]))) await this.#bringBack(user, tokens);
      while (tokens.length < SPARE_TOKENS && (await this.#addToken(tokens))) continue;
    }
    if (this.#ops.length > 0 && Date.now() - this.#access.at > ACCESS_MS) await this.#renewAccess();
  }

  /** Deletes what has piled up in each space, as whoever may. */
  async sweep(): Promise<void> {
    for (const user of [WARDEN, ...this.users()]) {
      const headers = this.#bearer(this.token(user));
      const spaces = await send(this.#server, 'GET', '/pv/v1/spaces', headers);
      if (spaces.status !== 200) continue;
      for (const { path } of (JSON.parse(spaces.text) as { items: { path: string }[] }).items) {
        const query = `?space=${encodeURIComponent(path)}`;
        const list = await send(this.#server, 'GET', `/pv/v1/secrets${query}&limit=1000`, headers);
        if (list.status !== 200) continue;
        const { items } = JSON.parse(list.text) as { items: { name: string }[] };
        for (const { name } of items.slice(KEPT_PER_SPACE)) {
          await send(this.#server, 'DELETE', `/pv/v1/secrets/${encodeURIComponent(name)}${query}`, headers);
        }
      }
    }
  }

  #bearer(token: string) {
    return { authorization: `Bearer ${token}` };
  }

  async #lives(token: string | undefined): Promise<boolean> {
    if (token === undefined) return false;
    return (await send(this.#server, 'GET', '/pv/v1/me', this.#bearer(token))).status === 200;
  }

  async #addToken(tokens: string[]): Promise<boolean> {
    const headers = this.#bearer(tokens[0] ?? '');
    const body = { name: 'spare', lifetimeSeconds: 86_400 };
    const answer = await send(this.#server, 'POST', '/pv/v1/tokens', headers, body);
    if (answer.status !== 201) return false;
    const { id, token } = JSON.parse(answer.text) as { id: string; token: string };
    this.#ownIds.add(id);
    tokens.push(token);
    return true;
  }

  /**
   * Enables the user, leaves out tokens that are dead all the same, and signs in when none is left. Other requests may
   * disable him again at any moment, so it is tried several times.
   */
  async #bringBack(user: string, tokens: string[]): Promise<void> {
    this.healed += 1;
    for (let times = 0; times < 5; times += 1) {
      const headers = this.#bearer(this.token(WARDEN));
      await send(this.#server, 'PATCH', `/pv/v1/users/${user}`, headers, { disabled: false });
      for (const token of [...tokens]) {
        if (await this.#lives(token)) return;
        if (times > 1) tokens.shift();
        else tokens.push(...tokens.splice(0, 1));
      }
      if (tokens.length === 0 && (await this.#signIn(user, tokens))) return;
    }
    // A locked account, a changed password, a second factor: somebody new takes the part.
    this.standIns += 1;
    const username = `stand-in-${this.standIns}`;
    const admin = user === 'alice';
    const account = { username, password: passwordOf(username), admin };
    await send(this.#server, 'POST', '/pv/v1/users', this.#bearer(this.token(WARDEN)), account);
    tokens.length = 0;
    if (!(await this.#signIn(username, tokens))) throw new Error(`nobody can stand in for ${user}`);
  }

  async #signIn(username: string, tokens: string[]): Promise<boolean> {
    const body = { username, password: passwordOf(username) };
    const answer = await send(this.#server, 'POST', '/pv/v1/login', {}, body);
    if (answer.status !== 200) return false;
    tokens.push((JSON.parse(answer.text) as { token: string }).token);
    return true;
  }

  async #renewAccess(): Promise<void> {
    const { appKey, appSecret } = OLARES_APP;
    const timestamp = Math.floor(Date.now() / 1000);
    const perm = { group: 'secret.infisical', dataType: 'secret', version: 'v1', ops: this.#ops };
    const token = bcrypt.hashSync(`${appKey}${timestamp}${appSecret}`, 4);
    const body = { app_key: appKey, timestamp, token, perm };
    const answer = await send(this.#server, 'POST', '/permission/v1alpha1/access', {}, body);
    const issued = (JSON.parse(answer.text) as { data?: { access_token: string } }).data;
    if (issued === undefined) throw new Error(`the app gets no access token: ${answer.text}`);
    this.#access = { token: issued.access_token, at: Date.now() };
  }
}

// The calls on spaces, grants, users, tokens and services. The text of a credential is answered once, where it is made.
import { itemsOfPages } from './pages.ts';
import type { CallOptions, Transport } from './transport.ts';
import type {
  Grant,
  NewGrant,
  NewService,
  NewToken,
  NewUser,
  Page,
  Service,
  Space,
  Token,
  User,
} from './types.ts';

interface List<T> {
  readonly items: readonly T[];
}

/** What the collections below share: a path and a transport. */
class Collection {
  protected readonly transport: Transport;
  protected readonly path: string;

  constructor(transport: Transport, path: string) {
    this.transport = transport;
    this.path = path;
  }

  protected async items<T>(
    query: Readonly<Record<string, string | undefined>>,
    options: CallOptions,
  ): Promise<readonly T[]> {
    const answer = await this.transport.send({ method: 'GET', path: this.path, query, ...options });
    return (answer.body as List<T>).items;
  }

  protected async post<T>(body: unknown, options: CallOptions): Promise<T> {
    const answer = await this.transport.send({ method: 'POST', path: this.path, body, ...options });
    return answer.body as T;
  }

  protected async erase(
    key: string,
    options: CallOptions,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<void> {
    const path = `${this.path}/${encodeURIComponent(key)}`;
    await this.transport.send({ method: 'DELETE', path, query, ...options });
  }
}

export class Spaces extends Collection {
  constructor(transport: Transport) {
    super(transport, '/pv/v1/spaces');
  }

  /** Those that exist and that the caller may list. */
  async list(query: { readonly under?: string } = {}, options: CallOptions = {}): Promise<readonly Space[]> {
    return this.items({ ...query }, options);
  }

  /** The space of that path, which may be there already. */
  async create(path: string, options: CallOptions = {}): Promise<Space> {
    return this.post({ path }, options);
  }
}

export class Grants extends Collection {
  constructor(transport: Transport) {
    super(transport, '/pv/v1/grants');
  }

  /** A page of the grants that cover a space. */
  async list(
    query: { readonly space: string; readonly limit?: number; readonly cursor?: string },
    options: CallOptions = {},
  ): Promise<Page<Grant>> {
    const answer = await this.transport.send({ method: 'GET', path: this.path, query, ...options });
    return answer.body as Page<Grant>;
  }

  /** All grants that cover a space, fetched a page at a time. */
  all(query: { readonly space: string }, options: CallOptions = {}): AsyncGenerator<Grant> {
    return itemsOfPages((cursor) => this.list({ ...query, ...cursor }, options));
  }

  async create(grant: NewGrant, options: CallOptions = {}): Promise<Grant> {
    return this.post(grant, options);
  }

  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await this.erase(id, options);
  }
}

export class Users extends Collection {
  constructor(transport: Transport) {
    super(transport, '/pv/v1/users');
  }

  async list(options: CallOptions = {}): Promise<readonly User[]> {
    return this.items({}, options);
  }

  async create(user: NewUser, options: CallOptions = {}): Promise<User> {
    return this.post(user, options);
  }

  async setDisabled(username: string, disabled: boolean, options: CallOptions = {}): Promise<User> {
    const path = `${this.path}/${encodeURIComponent(username)}`;
    return (await this.transport.send({ method: 'PATCH', path, body: { disabled }, ...options }))
      .body as User;
  }

  async setAdmin(username: string, admin: boolean, options: CallOptions = {}): Promise<User> {
    const path = `${this.path}/${encodeURIComponent(username)}`;
    return (await this.transport.send({ method: 'PATCH', path, body: { admin }, ...options })).body as User;
  }

  /** Sets the password of somebody else, who has to change it; his sessions end. */
  async setPassword(username: string, password: string, options: CallOptions = {}): Promise<void> {
    const path = `${this.path}/${encodeURIComponent(username)}/password`;
    await this.transport.send({ method: 'PUT', path, body: { password }, ...options });
  }
}

export class Tokens extends Collection {
  constructor(transport: Transport) {
    super(transport, '/pv/v1/tokens');
  }

  async list(options: CallOptions = {}): Promise<readonly Token[]> {
    return this.items({}, options);
  }

  async create(token: NewToken, options: CallOptions = {}): Promise<Token & { readonly token: string }> {
    return this.post(token, options);
  }

  async revoke(id: string, options: CallOptions = {}): Promise<void> {
    await this.erase(id, options);
  }
}

export class Services extends Collection {
  constructor(transport: Transport) {
    super(transport, '/pv/v1/services');
  }

  async list(options: CallOptions = {}): Promise<readonly Service[]> {
    return this.items({}, options);
  }

  /** A known name keeps its credential and has its grants replaced. */
  async register(
    service: NewService,
    options: CallOptions = {},
  ): Promise<Service & { readonly clientSecret: string }> {
    return this.post(service, options);
  }

  /** A token of the service, for its owner or an administrator. */
  async createToken(
    id: string,
    token: Omit<NewToken, 'uniqueName'>,
    options: CallOptions = {},
  ): Promise<Token & { readonly token: string }> {
    const path = `${this.path}/${encodeURIComponent(id)}/tokens`;
    const answer = await this.transport.send({ method: 'POST', path, body: token, ...options });
    return answer.body as Token & { readonly token: string };
  }

  /** A new client secret; the old one and its access tokens end at once. */
  async rotate(id: string, options: CallOptions = {}): Promise<Service & { readonly clientSecret: string }> {
    const path = `${this.path}/${encodeURIComponent(id)}/rotate`;
    const answer = await this.transport.send({ method: 'POST', path, ...options });
    return answer.body as Service & { readonly clientSecret: string };
  }

  async setDisabled(id: string, disabled: boolean, options: CallOptions = {}): Promise<void> {
    const path = `${this.path}/${encodeURIComponent(id)}/state`;
    await this.transport.send({ method: 'PUT', path, body: { disabled }, ...options });
  }

  async remove(name: string, owner?: string, options: CallOptions = {}): Promise<void> {
    await this.erase(name, options, { owner });
  }
}

// The calls on groups, their members, and roles. A member is `user:NAME` or `service:ID`.
import { itemsOfPages } from './pages.ts';
import type { CallOptions, Transport } from './transport.ts';
import type { Action, Group, GroupMember, Page, Role } from './types.ts';

const PATH = '/pv/v1/groups';

export class Groups {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** All groups, fetched a page at a time. */
  all(options: CallOptions = {}): AsyncGenerator<Group> {
    return itemsOfPages((query) => this.#page<Group>(PATH, query, options));
  }

  async create(
    group: { readonly name: string; readonly description?: string },
    options: CallOptions = {},
  ): Promise<Group> {
    const answer = await this.#transport.send({ method: 'POST', path: PATH, body: group, ...options });
    return answer.body as Group;
  }

  /** With its grants. */
  async delete(name: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: pathOf(name), ...options });
  }

  members(name: string, options: CallOptions = {}): AsyncGenerator<GroupMember> {
    return itemsOfPages((query) => this.#page<GroupMember>(`${pathOf(name)}/members`, query, options));
  }

  async add(name: string, member: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'PUT', path: memberPath(name, member), ...options });
  }

  async remove(name: string, member: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: memberPath(name, member), ...options });
  }

  /** The roles that are always there, and those of this server. */
  async roles(options: CallOptions = {}): Promise<readonly Role[]> {
    const answer = await this.#transport.send({ method: 'GET', path: '/pv/v1/roles', ...options });
    return (answer.body as { readonly items: readonly Role[] }).items;
  }

  /** Makes a role, or gives it other actions. */
  async putRole(name: string, actions: readonly Action[], options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'PUT', path: rolePath(name), body: { actions }, ...options });
  }

  async deleteRole(name: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'DELETE', path: rolePath(name), ...options });
  }

  async #page<T>(path: string, query: { readonly cursor?: string }, options: CallOptions): Promise<Page<T>> {
    return (await this.#transport.send({ method: 'GET', path, query, ...options })).body as Page<T>;
  }
}

function pathOf(name: string): string {
  return `${PATH}/${encodeURIComponent(name)}`;
}

function memberPath(name: string, member: string): string {
  return `${pathOf(name)}/members/${encodeURIComponent(member)}`;
}

function rolePath(name: string): string {
  return `/pv/v1/roles/${encodeURIComponent(name)}`;
}

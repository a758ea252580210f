// A Fandogh namespace is a space under the template's root: which ones a caller has, which one a request means
// (fandogh.md 1.5), and what he is there (1.6). A foreign namespace and none at all are the same refusal.
import type { FastifyRequest } from 'fastify';

import { AppError, isSegment } from '../../core/index.ts';
import type { Caller, Core, SpaceSummary, SpaceTemplate } from '../../core/index.ts';
import { rejected } from './errors.ts';
import type { Messages } from './messages.ts';

export type UserRole = 'ADMIN' | 'DEVELOPER' | 'OPERATOR';

/** Roles of core that a member of a namespace gets; both may only list. */
export const MEMBER_ROLES = { DEVELOPER: 'fandogh-developer', OPERATOR: 'fandogh-operator' } as const;

export interface Namespace {
  readonly name: string;
  readonly space: string;
}

export interface Membership extends Namespace {
  readonly role: UserRole;
}

export interface Namespaces {
  /** The namespace that a request means; RejectedInput or `not-found` on the space when it cannot mean any. */
  active(caller: Caller, header: string | undefined, messages: Messages): Promise<Namespace>;
  /**
   * The caller's namespaces by name: those that he was given; for an administrator without one, all there are;
   * where there is none at all, the one named like the caller, if he may list it.
   */
  memberships(caller: Caller): Promise<readonly Membership[]>;
  /** One namespace that the caller may list, whether he was given it or not; null for any other. */
  find(caller: Caller, name: string): Promise<Membership | null>;
}

/** Variables of the template: `namespace`, and `username` for the caller's own name in lower case. */
export function createNamespaces(core: Core, template: SpaceTemplate): Namespaces {
  const foreign = template.variables.filter((name) => name !== 'namespace' && name !== 'username');
  if (foreign.length > 0) {
    throw new AppError(
      'invalid-input',
      `The space template of fandogh does not know {${foreign.join('}, {')}}.`,
    );
  }
  const visible = async (caller: Caller): Promise<readonly Candidate[]> =>
    candidatesAmong(
      await core.listSpaces(caller, template.root === '' ? {} : { under: template.root }),
      template,
      caller,
    );
  /** A namespace before its first secret, which core does not list: what the caller may do there makes his role. */
  const unborn = async (caller: Caller, name: string): Promise<Membership | null> => {
    const namespace = tryNamespace(template, caller, name);
    if (namespace === null) return null;
    const answers = await core.canI(caller, { space: namespace.space });
    const actions = answers.filter(({ allow }) => allow).map(({ action }) => action);
    const reasons = answers.flatMap((answer) => answer.reasons);
    return actions.includes('list') ? { ...namespace, role: roleIn({ actions, reasons }) } : null;
  };
  return {
    async active(caller, header, messages) {
      const chosen = chosenNamespace(header);
      if (chosen !== null) return namespaceNamed(template, caller, chosen);
      const [only, second] = preferred(await visible(caller));
      if (second !== undefined) throw rejected(messages.namespaceUnchosen);
      return only ?? namespaceNamed(template, caller, ownName(caller));
    },
    async memberships(caller) {
      const own = preferred(await visible(caller));
      if (own.length > 0) return own;
      const first = await unborn(caller, ownName(caller));
      return first === null ? [] : [first];
    },
    async find(caller, name) {
      const known = (await visible(caller)).find((candidate) => candidate.name === name);
      if (known !== undefined) return known;
      const reaches = name === ownName(caller) || isAdministrator(caller);
      return reaches ? unborn(caller, name) : null;
    },
  };
}

/** The ACTIVE-NAMESPACE header as it was sent; one that was sent twice names nothing that exists. */
export function activeNamespaceHeader(request: FastifyRequest): string | undefined {
  const header = request.headers['active-namespace'];
  return Array.isArray(header) ? header.join() : header;
}

/** The header's choice; the Node client sends the words `null` and `undefined` when nothing was chosen (1.2). */
export function chosenNamespace(header: string | undefined): string | null {
  const text = (header ?? '').trim();
  return text === '' || text === 'null' || text === 'undefined' ? null : text;
}

/** Core answers `not-found` for a space that the caller may not list; a name that is none gets the same. */
function namespaceNamed(template: SpaceTemplate, caller: Caller, name: string): Namespace {
  const namespace = tryNamespace(template, caller, name);
  if (namespace !== null) return namespace;
  throw new AppError('not-found', 'There is no such namespace.', { details: { object: 'space' } });
}

/** Null for a name that the template cannot have made. */
function tryNamespace(template: SpaceTemplate, caller: Caller, name: string): Namespace | null {
  const username = ownName(caller);
  if (!isSegment(name) || !isSegment(username)) return null;
  const space = template.render({ namespace: name, username });
  return nameOf(template, space, username) === name ? { name, space } : null;
}

export interface Candidate extends Membership {
  /** Given by a grant, a home or ownership, not by an administrator's right to everything. */
  readonly explicit: boolean;
}

/** The spaces that are namespaces of this template, by name. */
export function candidatesAmong(
  spaces: readonly SpaceSummary[],
  template: SpaceTemplate,
  caller: Caller,
): readonly Candidate[] {
  const username = ownName(caller);
  return spaces
    .flatMap((space) => {
      const name = nameOf(template, space.path, username);
      const explicit = space.reasons.some(({ kind }) => ['grant', 'home', 'personal'].includes(kind));
      return name === null ? [] : [{ name, space: space.path, role: roleIn(space), explicit }];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Those that the caller was given, if any; an administrator's right to everything counts only without. */
export function preferred(candidates: readonly Candidate[]): readonly Candidate[] {
  const explicit = candidates.filter((candidate) => candidate.explicit);
  return explicit.length > 0 ? explicit : candidates;
}

/** The namespace that a path stands for; without `{namespace}` in the template, its last segment. */
function nameOf(template: SpaceTemplate, path: string, username: string): string | null {
  const values = template.match(path);
  if (values === null || (values['username'] ?? username) !== username) return null;
  return values['namespace'] ?? path.slice(path.lastIndexOf('/') + 1);
}

function isAdministrator({ principal }: Caller): boolean {
  return principal.kind === 'user' && principal.admin;
}

function ownName(caller: Caller): string {
  return caller.principal.name.toLowerCase();
}

/** What the dashboard shows and hides by (fandogh.md 1.6); it gives no right by itself. */
export function roleIn(space: Pick<SpaceSummary, 'actions' | 'reasons'>): UserRole {
  if ((['create', 'change', 'delete'] as const).every((action) => space.actions.includes(action))) {
    return 'ADMIN';
  }
  const operates = space.reasons.some(
    (reason) => reason.kind === 'grant' && reason.role === MEMBER_ROLES.OPERATOR,
  );
  return operates ? 'OPERATOR' : 'DEVELOPER';
}

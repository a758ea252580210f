// The operations that a dialect can call, and nothing else of core. Every method authorizes, runs and audits
// inside operation(); a dialect only shapes what goes in and what comes out.
import type { Action } from './access/actions.ts';
import type { Caller, Origin } from './caller.ts';
import type {
  IssuedToken,
  LoginInput,
  NewToken,
  NewUser,
  RegisteredService,
  Service,
  ServiceExchange,
  ServiceRegistration,
  TokenSummary,
  User,
  UserRef,
} from './identity/identity.ts';
import type { AuditPage, AuditQuery } from './audit/event.ts';
import type {
  ListQuery,
  NewSecret,
  Precondition,
  SecretChange,
  SecretContent,
  SecretMetadata,
  SecretPage,
  SecretRef,
  SpaceQuota,
  VersionSummary,
} from './secrets/secret.ts';
import type { Grant, NewGrant, SpaceSummary } from './spaces/space.ts';

/**
 * An input that may be given as a function. Core calls it after it has authorized the caller and found
 * the object, so that a dialect can answer 403 and 404 before it judges the body. What it throws is the
 * outcome of the operation. When a concurrent change is met, core decides anew and calls it again.
 */
export type Lazy<T> = T | (() => T);

export interface Core {
  /**
   * The caller behind a token. Throws `unauthenticated` with reason `missing` (null or empty), `malformed`,
   * `unknown`, `revoked`, `expired` or `disabled`; each failure is audited, a success is not an event of its own.
   */
  authenticate(origin: Origin, token: string | null): Promise<Caller>;

  // Identity
  /** A new session token. `unauthenticated`, reason `credentials`, for a wrong password and an unknown user alike. */
  login(origin: Origin, input: LoginInput): Promise<IssuedToken & { readonly user: User }>;
  /** Revokes the caller's own token. */
  logout(caller: Caller): Promise<void>;
  /** The calling user; `not-found` for services. */
  whoAmI(caller: Caller): Promise<User>;
  changePassword(caller: Caller, input: { readonly current: string; readonly next: string }): Promise<void>;
  /** Users need `manage-users`, except that everybody finds himself; otherwise `not-found`. */
  findUser(caller: Caller, ref: UserRef): Promise<User>;
  listUsers(caller: Caller): Promise<readonly User[]>;
  createUser(caller: Caller, input: Lazy<NewUser>): Promise<User>;
  setUserDisabled(
    caller: Caller,
    input: { readonly user: UserRef; readonly disabled: boolean },
  ): Promise<User>;
  /** A token for the caller himself, never with more rights than the caller's own token. */
  createToken(caller: Caller, input: Lazy<NewToken>): Promise<IssuedToken>;
  /** The caller's own live tokens. */
  listTokens(caller: Caller): Promise<readonly TokenSummary[]>;
  /** One of the caller's own, or anybody's for an administrator. `not-found` otherwise. */
  revokeToken(caller: Caller, input: { readonly id: string }): Promise<void>;
  /** Nobody can grant more than he holds. */
  registerService(caller: Caller, input: Lazy<ServiceRegistration>): Promise<RegisteredService>;
  /** Also revokes its tokens at once. Returns false when there was none of that name. */
  removeService(caller: Caller, input: { readonly name: string; readonly owner?: UserRef }): Promise<boolean>;
  /** The services on whose behalf the caller acts; all of them for an administrator. */
  listServices(caller: Caller): Promise<readonly Service[]>;
  /** A short-lived access token against a proof of the service's secret. */
  exchangeServiceSecret(origin: Origin, input: ServiceExchange): Promise<IssuedToken>;

  // Spaces and access
  /** Spaces that exist and that the caller may list; `under` keeps those at or below a path. */
  listSpaces(caller: Caller, input: { readonly under?: string }): Promise<readonly SpaceSummary[]>;
  /** Makes an empty space; returns the existing one when it is there already. Needs `create` on it. */
  createSpace(caller: Caller, input: { readonly path: string }): Promise<SpaceSummary>;
  /** Returns the existing grant when there is an equal one. Nobody can grant more than he holds. */
  createGrant(caller: Caller, input: Lazy<NewGrant>): Promise<Grant>;
  /** Grants whose pattern covers the space; needs `grant` there. */
  listGrants(caller: Caller, input: { readonly space: string }): Promise<readonly Grant[]>;
  deleteGrant(caller: Caller, input: { readonly id: string }): Promise<void>;
  /** Defines a custom role, or replaces the actions of one; needs `manage-users`. Built-in names are a `conflict`. */
  defineRole(
    caller: Caller,
    input: { readonly name: string; readonly actions: readonly Action[] },
  ): Promise<void>;

  // Secrets. Where the caller may not list the space, the error is `not-found` with object `space`.
  listSecrets(caller: Caller, query: ListQuery): Promise<SecretPage>;
  /** Metadata and public fields; needs `list`. */
  describeSecret(caller: Caller, ref: SecretRef): Promise<SecretMetadata>;
  /** The values of one version; needs `read`. `gone` for a destroyed version or an expired secret. */
  readSecret(caller: Caller, ref: SecretRef & { readonly version?: number }): Promise<SecretContent>;
  /**
   * The values of all secrets of a space in name order, each with an audit event of its own; those that cannot be
   * read (expired, destroyed) are left out.
   */
  readSecrets(
    caller: Caller,
    input: { readonly space: string; readonly shapes?: ListQuery['shapes'] },
  ): Promise<readonly SecretContent[]>;
  /** `conflict` with field `name`, `id`, `env` or `file` when something of that kind is taken. */
  createSecret(
    caller: Caller,
    target: { readonly space: string; readonly quota?: SpaceQuota },
    input: Lazy<NewSecret>,
  ): Promise<SecretMetadata>;
  /** All or nothing; issues and conflicts carry the path `INDEX.member`. One audit event each. */
  createSecrets(
    caller: Caller,
    target: { readonly space: string; readonly quota?: SpaceQuota },
    inputs: Lazy<readonly NewSecret[]>,
  ): Promise<readonly SecretMetadata[]>;
  /** Creates, or replaces the content; metadata that is not given stays. `version-mismatch` for a failed precondition. */
  putSecret(
    caller: Caller,
    target: { readonly space: string; readonly name: string; readonly precondition?: Precondition },
    input: Lazy<Omit<NewSecret, 'name' | 'id'>>,
  ): Promise<{ readonly metadata: SecretMetadata; readonly created: boolean }>;
  /** The lazy input is given the metadata as it was found, for rules that compare with it. */
  changeSecret(
    caller: Caller,
    target: SecretRef & { readonly precondition?: Precondition; readonly quota?: SpaceQuota },
    input: SecretChange | ((current: SecretMetadata) => SecretChange),
  ): Promise<SecretMetadata>;
  /** To the trash; the name is free at once. */
  deleteSecret(caller: Caller, target: SecretRef & { readonly precondition?: Precondition }): Promise<void>;
  /** Newest first; needs `list`. */
  listVersions(caller: Caller, ref: SecretRef): Promise<readonly VersionSummary[]>;
  /** The content of an old version becomes a new one. */
  rollbackSecret(
    caller: Caller,
    target: SecretRef & { readonly precondition?: Precondition },
    input: Lazy<{ readonly version: number }>,
  ): Promise<SecretMetadata>;
  /** Erases the wrapped keys of versions; their rows stay. Needs `destroy`. */
  destroyVersions(
    caller: Caller,
    ref: SecretRef,
    input: Lazy<{ readonly versions: readonly number[] }>,
  ): Promise<readonly VersionSummary[]>;

  // Audit
  /** Newest first or from a sequence on; needs `read-audit`. */
  listAuditEvents(caller: Caller, query: AuditQuery): Promise<AuditPage>;
}

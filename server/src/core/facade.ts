// The operations that a dialect can call, and nothing else of core. Every method authorizes, runs and audits
// inside operation(); a dialect only shapes what goes in and what comes out.
import type { KeysReport, RotateInput, Rotated } from './keys/rotate.ts';
import type { AddedSlot, NewSlot, SlotSecret, SlotSummary } from './ports/seal.ts';
import type { Action } from './access/actions.ts';
import type { PageInput } from './access/place.ts';
import type {
  ActionAnswer,
  Explanation,
  Group,
  GroupMember,
  Page,
  PrincipalAccess,
  Reader,
  Role,
} from './access/report.ts';
import type { SecretText } from '../base/secret-text.ts';
import type { Caller, Origin } from './caller.ts';
import type {
  IssuedToken,
  Lock,
  LoginCompletion,
  LoginInput,
  NewToken,
  NewUser,
  OutsideSignIn,
  RegisteredService,
  SecondFactor,
  SecondFactorEnrolment,
  Service,
  ServiceExchange,
  ServiceLogin,
  ServiceRegistration,
  TokenSummary,
  User,
  UserRef,
} from './identity/identity.ts';
import type { AuditCut } from './audit/cut-log.ts';
import type { AuditPage, AuditQuery } from './audit/event.ts';
import type { AuditExport, AuditExportQuery } from './audit/read-log.ts';
import type { CopyInput, MovedSecrets, MovedSpace, MoveInput, MoveSpaceInput } from './move/move.ts';
import type { SpaceComparison } from './secrets/comparison.ts';
import type {
  Destruction,
  ListQuery,
  NewSecret,
  PolledSecrets,
  Precondition,
  SecretChange,
  SecretContent,
  SecretMetadata,
  SecretPage,
  SecretRef,
  SpaceQuota,
  VersionSummary,
} from './secrets/secret.ts';
import type { IntegrityReport } from './integrity/report.ts';
import type { Grant, GrantPage, NewGrant, SpaceSummary } from './spaces/space.ts';
import type { ReportedSecret, ReportQuery } from './reports/report.ts';
import type { Moment, RestoreStep, SpaceDiff } from './time/time.ts';
import type { RestoredAs, Trash } from './trash/trash.ts';

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
  /**
   * A new session token. `unauthenticated`, reason `credentials`, for a wrong password and an unknown user alike;
   * `totp-required` and `totp` where the user has a second factor. `rate-limited` after too many failures (T13).
   */
  login(origin: Origin, input: LoginInput): Promise<IssuedToken & { readonly user: User }>;
  /** The session of a login that was deferred, against its partial token and a code; the partial token ends. */
  completeLogin(origin: Origin, input: LoginCompletion): Promise<IssuedToken & { readonly user: User }>;
  /**
   * Sends a person to an outside provider. `not-found` for one that is not set up, `invalid-input` on `redirectUri` for
   * an address that is not allowed.
   */
  beginSignIn(
    origin: Origin,
    input: { readonly provider: string; readonly redirectUri: string },
  ): Promise<OutsideSignIn>;
  /**
   * The session of a person whom the provider sent back; it ends no later than the provider's proof.
   * `unauthenticated` with reason `flow` or `provider`.
   */
  finishSignIn(
    origin: Origin,
    input: { readonly flow: string; readonly callbackUrl: string },
  ): Promise<IssuedToken & { readonly user: User }>;
  /** An access token against a workload's own; it ends no later. `unauthenticated` with reason `provider`. */
  loginWorkload(
    origin: Origin,
    input: { readonly provider: string; readonly token: string },
  ): Promise<IssuedToken>;
  /** Revokes the caller's own token. */
  logout(caller: Caller): Promise<void>;
  /** The calling user; `not-found` for services. */
  whoAmI(caller: Caller): Promise<User>;
  /** Ends the caller's other sessions. `forbidden`, reason `credentials`, for a wrong current password. */
  changePassword(caller: Caller, input: { readonly current: string; readonly next: string }): Promise<void>;
  /** Users need `manage-users`, except that everybody finds himself; otherwise `not-found`. */
  findUser(caller: Caller, ref: UserRef): Promise<User>;
  listUsers(caller: Caller): Promise<readonly User[]>;
  createUser(caller: Caller, input: Lazy<NewUser>): Promise<User>;
  setUserDisabled(
    caller: Caller,
    input: { readonly user: UserRef; readonly disabled: boolean },
  ): Promise<User>;
  /** A one-time password; ends the user's sessions. Needs `manage-users`. */
  setUserPassword(
    caller: Caller,
    input: Lazy<{ readonly user: UserRef; readonly password: string }>,
  ): Promise<User>;
  /** Needs `manage-users`; `conflict` for the last administrator. */
  setUserAdmin(caller: Caller, input: { readonly user: UserRef; readonly admin: boolean }): Promise<User>;
  /** A user's live tokens, sessions among them; needs `manage-users`. */
  listUserTokens(caller: Caller, input: { readonly user: UserRef }): Promise<readonly TokenSummary[]>;
  /** The caller's own second factor. */
  describeSecondFactor(caller: Caller): Promise<SecondFactor>;
  /** A new shared secret, not in force until it is confirmed. `conflict` while there is one in force. */
  enrolSecondFactor(caller: Caller, input: { readonly password: string }): Promise<SecondFactorEnrolment>;
  /** Puts it in force and gives the recovery codes, once. `forbidden`, reason `totp`, for a wrong code. */
  confirmSecondFactor(caller: Caller, input: { readonly code: string }): Promise<readonly SecretText[]>;
  /** `forbidden` with reason `credentials`, `totp-required` or `totp`. */
  disableSecondFactor(
    caller: Caller,
    input: { readonly password: string; readonly totp?: string },
  ): Promise<void>;
  /** Takes a user's second factor away; needs `manage-users`. */
  resetSecondFactor(caller: Caller, input: { readonly user: UserRef }): Promise<void>;
  /** Who may not try to sign in for now; needs `manage-users`. */
  listLocks(caller: Caller): Promise<readonly Lock[]>;
  /** Ends a lock and forgets the failures that led to it; needs `manage-users`. */
  liftLock(caller: Caller, input: { readonly id: string }): Promise<void>;
  /**
   * A token for the caller himself. A token with limits makes none, one that is made for a moment or stands on a
   * provider's proof makes none that outlives it.
   */
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
  /** An access token against the client id and secret themselves; reason `credentials` when they are wrong. */
  loginService(origin: Origin, input: ServiceLogin): Promise<IssuedToken>;
  /** A token of a service, made by its owner or an administrator who holds all that the service may do. */
  createServiceToken(
    caller: Caller,
    target: { readonly id: string },
    input: Lazy<NewToken>,
  ): Promise<IssuedToken>;
  /** The old secret and its access tokens end at once. For the owner and for administrators. */
  rotateServiceSecret(caller: Caller, target: { readonly id: string }): Promise<RegisteredService>;
  setServiceDisabled(
    caller: Caller,
    input: { readonly id: string; readonly disabled: boolean },
  ): Promise<Service>;

  // Spaces and access
  /** Spaces that exist and that the caller may list; `under` keeps those at or below a path. */
  listSpaces(caller: Caller, input: { readonly under?: string }): Promise<readonly SpaceSummary[]>;
  /** Makes an empty space; returns the existing one when it is there already. Needs `create` on it. */
  createSpace(caller: Caller, input: { readonly path: string }): Promise<SpaceSummary>;
  /**
   * Returns the existing grant when there is an equal one. Nobody can grant more than he holds; a denial needs
   * `grant` on all of the pattern, and an administrator where it denies one.
   */
  createGrant(caller: Caller, input: Lazy<NewGrant>): Promise<Grant>;
  /** Grants whose pattern covers the space, in the order of their ids; needs `grant` there. */
  listGrants(caller: Caller, input: { readonly space: string } & PageInput): Promise<GrantPage>;
  /** `not-found` without `grant` on its pattern; taking a denial away needs as much as granting what it denies. */
  deleteGrant(caller: Caller, input: { readonly id: string }): Promise<void>;
  /** Built-in and custom roles; for everybody who is signed in. */
  listRoles(caller: Caller): Promise<readonly Role[]>;
  /**
   * Defines a custom role, or replaces the actions of one; needs `manage-users`, and to hold what its grants then
   * give anew. Built-in names are a `conflict`.
   */
  defineRole(
    caller: Caller,
    input: { readonly name: string; readonly actions: readonly Action[] },
  ): Promise<void>;
  /** `conflict` with reason `used` while a grant uses it. */
  deleteRole(caller: Caller, input: { readonly name: string }): Promise<void>;
  /** The operations on groups need `manage-users`. `conflict` on `name` when it is taken, in whatever case. */
  createGroup(
    caller: Caller,
    input: Lazy<{ readonly name: string; readonly description?: string }>,
  ): Promise<Group>;
  listGroups(caller: Caller, input: PageInput): Promise<Page<Group>>;
  /** Takes its grants away too, if the caller holds what they denied. */
  deleteGroup(caller: Caller, input: { readonly name: string }): Promise<void>;
  listGroupMembers(caller: Caller, input: { readonly group: string } & PageInput): Promise<Page<GroupMember>>;
  /** `member` is `user:NAME` or `service:ID`. The caller holds all that the group is granted. */
  addGroupMember(caller: Caller, input: { readonly group: string; readonly member: string }): Promise<void>;
  /** The caller holds all that the group is denied. */
  removeGroupMember(
    caller: Caller,
    input: { readonly group: string; readonly member: string },
  ): Promise<void>;
  /** Answers without doing, also for spaces that do not exist yet; all actions when none are named. */
  canI(
    caller: Caller,
    input: { readonly space: string; readonly actions?: readonly Action[] },
  ): Promise<readonly ActionAnswer[]>;
  /** Which action was missing where; all that was judged for an administrator. `not-found` for foreign requests. */
  explainRequest(caller: Caller, input: { readonly requestId: string }): Promise<Explanation>;
  /** Who can read a secret, and through what; needs `grant` on its space. */
  listReaders(caller: Caller, ref: SecretRef & PageInput): Promise<Page<Reader>>;
  /** What one user or service holds and can see; needs `manage-users`. Personal spaces are not shown. */
  describePrincipal(caller: Caller, input: { readonly id: string } & PageInput): Promise<PrincipalAccess>;

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
  /**
   * As `readSecrets`, with a tag of the state; when `known` has that tag already, nothing is opened, and the one event
   * has the space as its object.
   */
  pollSecrets(
    caller: Caller,
    input: { readonly space: string; readonly known: (tag: string) => boolean },
  ): Promise<PolledSecrets>;
  /**
   * Which names are in which of 2 to 8 spaces, without values; needs `list` on each. With `read` on each also whether
   * contents are equal. One audit event for each space. `too-large` for a space of more than 2000 secrets.
   */
  compareSpaces(caller: Caller, input: { readonly spaces: readonly string[] }): Promise<SpaceComparison>;
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
  /** Erases the wrapped keys of versions; their rows stay. Needs `destroy`. Says when backups do not have them any more. */
  destroyVersions(
    caller: Caller,
    ref: SecretRef,
    input: Lazy<{ readonly versions: readonly number[] }>,
  ): Promise<Destruction>;

  // Trash
  /** Secrets of a space in the trash, the longest there first, and spaces that were at its path or below; needs `list`. */
  listTrash(caller: Caller, input: { readonly space: string } & PageInput): Promise<Trash>;
  /** `id` as `listTrash` gives it. Needs `create`; `conflict` with a field that is taken again, and what to give instead. */
  restoreSecret(
    caller: Caller,
    target: { readonly space: string; readonly id: string },
    input: Lazy<RestoredAs>,
  ): Promise<SecretMetadata>;
  /** Removes it with its history, for good; needs `destroy`. */
  purgeSecret(caller: Caller, target: { readonly space: string; readonly id: string }): Promise<void>;
  /** A space with its secrets and their history to the trash; its path is free at once. Needs `move`. */
  deleteSpace(caller: Caller, input: { readonly path: string }): Promise<{ readonly id: string }>;
  /** Needs `move` where it was and `create` where it comes back; `conflict` on `path` when that is taken. */
  restoreDeletedSpace(
    caller: Caller,
    input: { readonly id: string; readonly path?: string },
  ): Promise<SpaceSummary>;
  /** Removes a space that is in the trash, with everything in it, for good; needs `destroy`. */
  purgeSpace(caller: Caller, input: { readonly id: string }): Promise<void>;

  // Moving
  /**
   * To another space, with their history, all or none, one event for each; needs `move` here and `create` there. Values
   * are not shown. `conflict` for what is taken there, `too-large` for more than 2000 secrets or 20,000 versions.
   */
  moveSecrets(
    caller: Caller,
    input: { readonly from: string },
    rest: Lazy<Omit<MoveInput, 'from'>>,
  ): Promise<MovedSecrets>;
  /** As `moveSecrets`, and what is there stays; needs `read` or `move` here. All of the space without names. */
  copySecrets(
    caller: Caller,
    input: { readonly from: string },
    rest: Lazy<Omit<CopyInput, 'from'>>,
  ): Promise<MovedSecrets>;
  /** A space with all of its secrets to a path where there is none; needs `move` here and `create` there. */
  moveSpace(caller: Caller, input: MoveSpaceInput): Promise<MovedSpace>;

  // Time
  /** Metadata as it was at a moment; needs `list`. `too-large` for a space that has had more than 2000 secrets. */
  listSecretsAt(
    caller: Caller,
    input: { readonly space: string; readonly at: number },
  ): Promise<readonly SecretMetadata[]>;
  /** Needs `list` in both, and `read` in both for values, each of which is an event besides that of the comparison. */
  diffSpaces(
    caller: Caller,
    input: { readonly from: Moment; readonly to: Moment; readonly values?: boolean },
  ): Promise<SpaceDiff>;
  /** What a preview tells, or what was done; all or nothing, one event for the space and one for each secret. */
  restoreSpace(
    caller: Caller,
    input: { readonly space: string; readonly at: number; readonly preview: boolean },
  ): Promise<readonly RestoreStep[]>;

  /** Expired, expiring and long unchanged secrets; needs `list`. `too-large` for more than 10,000 secrets. */
  reportSecrets(caller: Caller, query: ReportQuery): Promise<readonly ReportedSecret[]>;

  // Audit
  /** Newest first or from a sequence on; needs `read-audit`. */
  listAuditEvents(caller: Caller, query: AuditQuery): Promise<AuditPage>;
  /** The stored events between two checkpoints, to be verified by anyone; needs `read-audit`. */
  exportAudit(caller: Caller, query: AuditExportQuery): Promise<AuditExport>;
  /** The signed note of the newest checkpoint; needs `read-audit`. */
  readCheckpoint(caller: Caller): Promise<string>;
  /** Verifier keys of checkpoints, the active one first, for everybody who is signed in. */
  readAuditKeys(caller: Caller): Promise<readonly string[]>;
  /**
   * Removes the events up to the newest checkpoint at or before `upTo`; needs `cut-audit`. `invalid-input` when there is
   * none above the last cut.
   */
  cutAudit(caller: Caller, input: { readonly upTo: number }): Promise<AuditCut>;

  // Integrity
  /** How far the scrubber is, and every stored row that does not verify; needs `read-audit`. */
  readIntegrity(caller: Caller): Promise<IntegrityReport>;

  // Keys; all of them need `manage-keys`
  listSealSlots(caller: Caller): Promise<readonly SlotSummary[]>;
  /** Shares are made by the server and shown this once. `invalid-input` for what is no secret of its kind. */
  addSealSlot(caller: Caller, input: NewSlot): Promise<AddedSlot>;
  /** `not-found`; `conflict` for the last one. */
  removeSealSlot(caller: Caller, input: { readonly id: string }): Promise<void>;
  /** The slot that this opens; `unauthenticated`, reason `seal`, when there is none; `invalid-input` that names a bad share. */
  testSealSlot(caller: Caller, secret: SlotSecret): Promise<SlotSummary>;
  /** Nothing can be read any more until the server is unsealed or started again. */
  sealServer(caller: Caller): Promise<void>;
  /** Every key of the keyring by purpose and term, and how far a rotation is. */
  listKeys(caller: Caller): Promise<KeysReport>;
  /** Begins a rotation, which goes on in the background; the root key changes at once. `conflict` names slots that would be lost. */
  rotateKeys(caller: Caller, input: RotateInput): Promise<Rotated>;
}

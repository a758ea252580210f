// The shapes of users, services, tokens, spaces, grants and audit events on the wire; rules as in schemas.ts.
import Type from 'typebox';

import { ACTIONS } from '../../core/index.ts';
import {
  closed,
  component,
  Instant,
  listOf,
  OptionalInstant,
  pageOf,
  PageQuery,
  SpacePath,
} from './schemas.ts';

export const Username = Type.String({ minLength: 1, maxLength: 128 });
export const Password = Type.String({ minLength: 1, maxLength: 1024 });
export const Actions = Type.Array(Type.Enum([...ACTIONS]), { maxItems: ACTIONS.length, uniqueItems: true });
const SpacePattern = Type.String({
  minLength: 1,
  maxLength: 1040,
  description: 'A path, path/* for one level below it, or path/** for it and all below it',
});
const Owner = Type.Union([Type.Object({ id: Type.String(), username: Type.String() }), Type.Null()]);
const Limits = Type.Array(closed({ space: SpacePattern, actions: Actions }), { maxItems: 100 });

const Networks = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
  minItems: 1,
  maxItems: 50,
  description: 'CIDR; the token is accepted from there only',
});

export const User = component('User', 'A user; no credential is among it', {
  id: Type.String(),
  username: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  admin: Type.Boolean(),
  disabled: Type.Boolean(),
  mustChangePassword: Type.Boolean(),
  createdAt: Instant,
  updatedAt: Instant,
});
export const UserList = listOf('UserList', User);
export const CreateUserBody = closed({
  username: Username,
  email: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
  password: Password,
  admin: Type.Optional(Type.Boolean()),
  mustChangePassword: Type.Optional(
    Type.Boolean({ description: 'The password was chosen by somebody else and has to be changed' }),
  ),
});
export const PatchUserBody = closed(
  { disabled: Type.Optional(Type.Boolean()), admin: Type.Optional(Type.Boolean()) },
  { oneOf: [{ required: ['disabled'] }, { required: ['admin'] }] },
);
export const UserParams = closed({ username: Username });

export const LoginBody = closed({
  username: Username,
  password: Password,
  totp: Type.Optional(
    Type.String({ maxLength: 64, description: 'A code of the second factor, or a recovery code' }),
  ),
});
export const LoginAnswer = component('Login', 'A session; the token is shown only here', {
  token: Type.String(),
  expiresAt: OptionalInstant,
  user: User,
});
export const PasswordBody = closed({ current: Password, next: Password });

export const Token = component('Token', 'A token; never its text', {
  id: Type.String(),
  kind: Type.Enum(['session', 'api', 'access', 'partial']),
  name: Type.String(),
  principalId: Type.String(),
  scope: Type.Array(Type.String()),
  limits: Type.Union([Type.Array(Type.Object({ space: Type.String(), actions: Actions })), Type.Null()]),
  networks: Type.Union([Type.Array(Type.String()), Type.Null()]),
  createdAt: Instant,
  expiresAt: OptionalInstant,
  lastUsedAt: OptionalInstant,
});
export const TokenList = listOf('TokenList', Token);
export const IssuedToken = component('IssuedToken', 'A new token; its text is shown only here', {
  ...Token.properties,
  token: Type.String(),
});
export const CreateTokenBody = closed({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  lifetimeSeconds: Type.Union([Type.Integer({ minimum: 1, maximum: 3_155_760_000 }), Type.Null()], {
    description: 'null makes a token that does not expire; has to be said',
  }),
  limits: Type.Optional(Limits),
  networks: Type.Optional(Networks),
  uniqueName: Type.Optional(
    Type.Boolean({ description: 'A conflict when there is a live token of that name' }),
  ),
});
export const IdParams = closed({ id: Type.String({ minLength: 1, maxLength: 128 }) });

export const Service = component('Service', 'A principal that is a program', {
  id: Type.String(),
  name: Type.String(),
  clientId: Type.String(),
  owner: Owner,
  attributes: Type.Object(
    {},
    { additionalProperties: true, description: 'Kept by the dialect it came from' },
  ),
  disabled: Type.Boolean(),
  createdAt: Instant,
  updatedAt: Instant,
});
export const ServiceList = listOf('ServiceList', Service);
export const RegisteredService = component('RegisteredService', 'A service with its credential', {
  ...Service.properties,
  clientSecret: Type.String(),
});
export const RegisterServiceBody = closed({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  owner: Type.Optional(Username),
  grants: Limits,
  clientId: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  clientSecret: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
});
export const ServiceParams = closed({ name: Type.String({ minLength: 1, maxLength: 128 }) });
export const ServiceQuery = closed({ owner: Type.Optional(Username) });

export const Reason = Type.Object({
  kind: Type.Enum(['administrator', 'home', 'personal', 'system', 'grant']),
  grantId: Type.Optional(Type.String()),
  role: Type.Optional(Type.String()),
  pattern: Type.Optional(Type.String()),
  groupId: Type.Optional(Type.String()),
});
export const Refusal = Type.Object({
  limited: Type.Boolean({ description: 'The limits of the token leave it out' }),
  closed: Type.Boolean({ description: 'The personal space of somebody else' }),
  denies: Type.Array(Reason, { description: 'The grants that deny it' }),
  overruled: Type.Array(Reason, { description: 'What would have allowed it' }),
});
export const Space = component('Space', 'A space, with what the caller may do there and why', {
  id: Type.String(),
  path: Type.String(),
  personal: Type.Boolean(),
  createdAt: Instant,
  actions: Actions,
  reasons: Type.Array(Reason),
});
export const SpaceList = listOf('SpaceList', Space);
export const ListSpacesQuery = closed({ under: Type.Optional(SpacePath) });
export const CreateSpaceBody = closed({ path: SpacePath });

export const Grant = component('Grant', 'A role that a principal or a group has on a pattern of spaces', {
  id: Type.String(),
  to: Type.Object({ kind: Type.Enum(['user', 'service', 'group']), id: Type.String(), name: Type.String() }),
  role: Type.String({ description: "A role's name, or actions: and a sorted list" }),
  space: SpacePattern,
  effect: Type.Enum(['allow', 'deny'], { description: 'A deny beats any allow' }),
  createdAt: Instant,
});
export const GrantList = pageOf('GrantList', Grant);
export const ListGrantsQuery = closed({ space: SpacePath, ...PageQuery });
export const CreateGrantBody = closed({
  to: Type.String({ minLength: 1, maxLength: 256, description: 'user:NAME, service:ID or group:NAME' }),
  role: Type.String({
    minLength: 1,
    maxLength: 128,
    description: 'viewer, reader, writer, owner or a role of your own',
  }),
  space: SpacePattern,
  effect: Type.Optional(Type.Enum(['allow', 'deny'], { default: 'allow' })),
});
export const RoleParams = closed({ name: Type.String({ minLength: 1, maxLength: 128 }) });
export const RoleBody = closed({ actions: Actions });

export const Actor = Type.Object({
  kind: Type.Enum(['user', 'service', 'system', 'anonymous']),
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  tokenId: Type.Optional(Type.String()),
  tokenKind: Type.Optional(Type.String()),
});

export const AuditEvent = component('AuditEvent', 'Who did what with which outcome; never a value', {
  v: Type.Integer(),
  lane: Type.String(),
  seq: Type.Integer(),
  time: Instant,
  requestId: Type.String(),
  dialect: Type.String(),
  address: Type.String(),
  actor: Actor,
  operation: Type.String(),
  action: Type.Optional(Type.String()),
  space: Type.Optional(
    Type.Object({
      path: Type.String(),
      id: Type.Optional(Type.String()),
      alias: Type.Optional(Type.String({ description: 'The old path under which it was asked for' })),
    }),
  ),
  object: Type.Optional(
    Type.Object({
      kind: Type.String(),
      id: Type.Optional(Type.String()),
      name: Type.Optional(Type.String()),
      version: Type.Optional(Type.Integer()),
      versionBefore: Type.Optional(Type.Integer()),
      versionAfter: Type.Optional(Type.Integer()),
      count: Type.Optional(Type.Integer()),
      to: Type.Optional(
        Type.Object(
          { space: Type.String(), name: Type.Optional(Type.String()) },
          { description: 'Where it went, or is where it was reached through its old address' },
        ),
      ),
    }),
  ),
  decision: Type.Optional(
    Type.Object({
      allow: Type.Boolean(),
      reasons: Type.Array(Reason),
      refusal: Type.Optional(Refusal),
    }),
  ),
  rows: Type.Optional(
    Type.Array(Type.String(), { description: 'Table, key and row version of what was written' }),
  ),
  outcome: Type.Enum(['ok', 'denied', 'failed']),
  code: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  repeated: Type.Optional(
    Type.Integer({
      description: 'How many refusals like this one, of the same second, the event stands for',
    }),
  ),
  prev: Type.String({ description: 'Base64 SHA-256 of the event before' }),
  hash: Type.String({ description: 'Base64 SHA-256 of this event' }),
});
export const AuditPage = component('AuditPage', 'Events, and the sequence of the newest one of all', {
  items: Type.Array(AuditEvent),
  head: Type.Integer(),
});
const Sequence = Type.Integer({ minimum: 0, maximum: 999_999_999_999_999 });
export const AuditQuery = closed({
  after: Type.Optional(Sequence),
  before: Type.Optional(Sequence),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'From this time on' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Before this time' })),
  action: Type.Optional(Type.String({ maxLength: 128 })),
  operation: Type.Optional(Type.String({ maxLength: 128 })),
  outcome: Type.Optional(Type.Enum(['ok', 'denied', 'failed'])),
  space: Type.Optional(SpacePath),
  actorId: Type.Optional(Type.String({ maxLength: 128 })),
  secretId: Type.Optional(Type.String({ maxLength: 128 })),
});
export const AuditExportQuery = closed({
  from: Type.Optional(Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 })),
  to: Type.Optional(Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 })),
});
export const AuditCutBody = closed({ upTo: Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 }) });
export const AuditCut = component('AuditCut', 'Events up to size are gone; their checkpoint stays', {
  size: Type.Integer(),
  checkpoint: Type.String({ description: 'The signed note' }),
});

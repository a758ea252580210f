// The shapes of groups, roles and answers about decisions on the wire; rules as in schemas.ts.
import Type from 'typebox';

import { ACTIONS } from '../../core/index.ts';
import { Actions, Actor, Grant, Reason, Refusal } from './access-schemas.ts';
import { closed, component, Instant, listOf, pageOf, PageQuery, SecretName, SpacePath } from './schemas.ts';

const Member = Type.String({ minLength: 1, maxLength: 256, description: 'user:NAME or service:ID' });
const GroupName = Type.String({ minLength: 1, maxLength: 64 });
const principal = { kind: Type.Enum(['user', 'service']), id: Type.String(), name: Type.String() };

export const Group = component('Group', 'Users and services that share grants', {
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  createdAt: Instant,
  updatedAt: Instant,
});
export const GroupList = pageOf('GroupList', Group);
export const GroupMemberList = pageOf(
  'GroupMemberList',
  component('GroupMember', 'One of a group', { ...principal, since: Instant }),
);
export const CreateGroupBody = closed({
  name: GroupName,
  description: Type.Optional(Type.String({ description: 'At most 4096 bytes' })),
});
export const GroupParams = closed({ group: GroupName });
export const MemberParams = closed({ group: GroupName, member: Member });
export const ListQuery = closed(PageQuery);

export const Role = component('Role', 'A named set of actions', {
  name: Type.String(),
  builtIn: Type.Boolean(),
  actions: Actions,
});
export const RoleList = listOf('RoleList', Role);

export const CanIBody = closed({
  space: SpacePath,
  actions: Type.Optional(Type.Array(Type.Enum([...ACTIONS]), { minItems: 1, maxItems: ACTIONS.length })),
});
export const CanI = component('CanI', 'What the caller may do in a space', {
  space: Type.String(),
  items: Type.Array(
    Type.Object({
      action: Type.Enum([...ACTIONS]),
      allow: Type.Boolean(),
      reasons: Type.Array(Reason, { description: 'Why it is allowed; empty when it is not' }),
    }),
  ),
});

export const WhyParams = closed({ requestId: Type.String({ minLength: 1, maxLength: 128 }) });
export const Why = component('Why', 'Why a request was answered as it was', {
  requestId: Type.String(),
  time: Instant,
  operation: Type.String(),
  outcome: Type.Enum(['ok', 'denied', 'failed']),
  code: Type.Union([Type.String(), Type.Null()]),
  action: Type.Union([Type.String(), Type.Null()], { description: 'The missing one of a denial' }),
  space: Type.Union([Type.String(), Type.Null()], { description: 'As the request named it, or a pattern' }),
  allow: Type.Union([Type.Boolean(), Type.Null()]),
  evaluation: Type.Union(
    [
      Type.Object({
        actor: Actor,
        reasons: Type.Array(Reason),
        refusal: Type.Union([Refusal, Type.Null()]),
        reason: Type.Union([Type.String(), Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'For administrators: all that the decision saw' },
  ),
});

export const AccessParams = closed({ name: SecretName });
export const AccessQuery = closed({ space: SpacePath, ...PageQuery });
export const ReaderList = pageOf(
  'ReaderList',
  component('Reader', 'A principal who can read, and through what', {
    ...principal,
    reasons: Type.Array(Reason),
  }),
);

export const PrincipalParams = closed({ id: Type.String({ minLength: 1, maxLength: 128 }) });
export const PrincipalAccess = component('PrincipalAccess', 'What one principal holds and can see', {
  principal: Type.Object(principal),
  administrator: Type.Boolean(),
  groups: Type.Array(Group),
  grants: Type.Array(Grant),
  spaces: Type.Object(
    {
      items: Type.Array(Type.Object({ path: Type.String(), actions: Actions, reasons: Type.Array(Reason) })),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
    },
    { description: 'Shared spaces that exist' },
  ),
});

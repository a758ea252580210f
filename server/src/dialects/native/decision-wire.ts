// Groups, roles and answers about decisions on the wire: times as text, nothing added and nothing left out.
import type { Static } from 'typebox';

import type { Explanation, Group, GroupMember, PrincipalAccess, Reader, Role } from '../../core/index.ts';
import { toWireGrant } from './access-wire.ts';
import type * as schemas from './decision-schemas.ts';
import { toWireInstant } from './wire.ts';

export function toWireGroup(group: Group): Static<typeof schemas.Group> {
  return {
    ...group,
    createdAt: toWireInstant(group.createdAt),
    updatedAt: toWireInstant(group.updatedAt),
  };
}

export function toWireMember({ since, ...principal }: GroupMember) {
  return { ...principal, since: toWireInstant(since) };
}

export function toWireRole(role: Role): Static<typeof schemas.Role> {
  return { name: role.name, builtIn: role.builtIn, actions: [...role.actions] };
}

export function toWireWhy(explanation: Explanation) {
  return { ...explanation, time: toWireInstant(explanation.time) };
}

export function toWireReader(reader: Reader) {
  return { ...reader, reasons: [...reader.reasons] };
}

export function toWirePrincipalAccess(access: PrincipalAccess) {
  return {
    ...access,
    groups: access.groups.map(toWireGroup),
    grants: access.grants.map(toWireGrant),
  };
}

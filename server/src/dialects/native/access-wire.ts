// Users, services, tokens, spaces, grants and audit events on the wire; a token's text and a service's secret
// leave only where they are issued.
import type { Static } from 'typebox';

import type {
  AuditEvent,
  Grant,
  IssuedToken,
  RegisteredService,
  Service,
  SpaceSummary,
  TokenSummary,
  User,
} from '../../core/index.ts';
import type * as schemas from './access-schemas.ts';
import { toWireInstant, toWireOptionalInstant } from './wire.ts';

export function toWireUser(user: User): Static<typeof schemas.User> {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    admin: user.admin,
    disabled: user.disabled,
    mustChangePassword: user.mustChangePassword,
    createdAt: toWireInstant(user.createdAt),
    updatedAt: toWireInstant(user.updatedAt),
  };
}

export function toWireToken(token: TokenSummary): Static<typeof schemas.Token> {
  return {
    id: token.id,
    kind: token.kind,
    name: token.name,
    principalId: token.principalId,
    scope: [...token.scope],
    limits: token.limits?.map(({ space, actions }) => ({ space, actions: [...actions] })) ?? null,
    networks: token.networks === null ? null : [...token.networks],
    createdAt: toWireInstant(token.createdAt),
    expiresAt: toWireOptionalInstant(token.expiresAt),
    lastUsedAt: toWireOptionalInstant(token.lastUsedAt),
  };
}

export function toWireIssuedToken(issued: IssuedToken): Static<typeof schemas.IssuedToken> {
  return { ...toWireToken(issued.summary), token: issued.token.reveal() };
}

export function toWireLogin(
  login: IssuedToken & { readonly user: User },
): Static<typeof schemas.LoginAnswer> {
  return {
    token: login.token.reveal(),
    expiresAt: toWireOptionalInstant(login.summary.expiresAt),
    user: toWireUser(login.user),
  };
}

export function toWireService(service: Service): Static<typeof schemas.Service> {
  return {
    id: service.id,
    name: service.name,
    clientId: service.clientId,
    owner: service.owner === null ? null : { id: service.owner.id, username: service.owner.username },
    attributes: service.attributes,
    disabled: service.disabled,
    createdAt: toWireInstant(service.createdAt),
    updatedAt: toWireInstant(service.updatedAt),
  };
}

export function toWireRegisteredService(
  registered: RegisteredService,
): Static<typeof schemas.RegisteredService> {
  return { ...toWireService(registered.service), clientSecret: registered.clientSecret.reveal() };
}

export function toWireSpace(space: SpaceSummary): Static<typeof schemas.Space> {
  return {
    id: space.id,
    path: space.path,
    personal: space.personal,
    createdAt: toWireInstant(space.createdAt),
    actions: [...space.actions],
    reasons: space.reasons.map((reason) => ({ ...reason })),
  };
}

export function toWireGrant(grant: Grant): Static<typeof schemas.Grant> {
  return {
    id: grant.id,
    to: { kind: grant.to.kind, id: grant.to.id, name: grant.to.name },
    role: grant.role,
    space: grant.space,
    effect: grant.effect,
    createdAt: toWireInstant(grant.createdAt),
  };
}

/** The whole event, with its time as text; nothing is left out, so that its hash can be checked. */
export function toWireEvent(event: AuditEvent): Omit<AuditEvent, 'time'> & { readonly time: string } {
  return { ...event, time: toWireInstant(event.time) };
}

// The shapes of second factors, locks and service credentials on the wire; rules as in schemas.ts.
import Type from 'typebox';

import { CreateTokenBody, Password, RegisterServiceBody } from './access-schemas.ts';
import { closed, component, Instant, listOf, OptionalInstant } from './schemas.ts';

const Code = Type.String({ minLength: 1, maxLength: 64 });

export const SecondFactor = component('SecondFactor', "The caller's second factor; never its secret", {
  enabled: Type.Boolean(),
  confirmedAt: OptionalInstant,
  recoveryCodesLeft: Type.Integer(),
});
export const EnrolBody = closed({ password: Password });
export const Enrolment = component(
  'Enrolment',
  'A shared secret, shown only here; not in force until confirmed',
  {
    secret: Type.String({ description: 'Base32' }),
    address: Type.String({ description: 'otpauth: address, for a QR code' }),
  },
);
export const ConfirmBody = closed({ code: Code });
export const RecoveryCodes = component(
  'RecoveryCodes',
  'Each signs in once in place of a code; shown only here',
  {
    recoveryCodes: Type.Array(Type.String()),
  },
);
export const DisableBody = closed({
  password: Password,
  totp: Type.Optional(Type.String({ maxLength: 64, description: 'A code, or a recovery code' })),
});

export const SetPasswordBody = closed({ password: Password });

export const Lock = component('Lock', 'A user, service or address that may not try to sign in for now', {
  id: Type.String(),
  kind: Type.Enum(['user', 'service', 'address']),
  name: Type.String(),
  times: Type.Integer(),
  lockedAt: Instant,
  lockedUntil: Instant,
});
export const LockList = listOf('LockList', Lock);
export const LockParams = closed({ id: Type.String({ minLength: 1, maxLength: 256 }) });

export const ServiceLoginBody = closed({
  clientId: Type.String({ minLength: 1, maxLength: 128 }),
  clientSecret: Type.String({ minLength: 1, maxLength: 1024 }),
  lifetimeSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600, default: 3600 })),
});
export const ServiceLogin = component('ServiceLogin', 'An access token of a service; shown only here', {
  token: Type.String(),
  expiresAt: OptionalInstant,
});
export const ServiceStateBody = closed({ disabled: Type.Boolean() });
const { name, lifetimeSeconds, limits, networks } = CreateTokenBody.properties;
export const ServiceTokenBody = closed({ name, lifetimeSeconds, limits, networks });
export const ServiceIdParams = closed({ id: RegisterServiceBody.properties.name });

const ProviderName = Type.String({
  minLength: 1,
  maxLength: 32,
  description: 'As the operator has named it',
});
export const BeginOidcBody = closed({
  provider: ProviderName,
  redirectUri: Type.String({ minLength: 1, maxLength: 2048 }),
});
export const OidcFlow = component('OidcFlow', 'The start of a sign-in through an identity provider', {
  url: Type.String({ description: 'Where the browser goes' }),
  flow: Type.String({ description: 'To be kept, and brought back with the answer; ten minutes' }),
});
export const FinishOidcBody = closed({
  flow: Type.String({ minLength: 1, maxLength: 16_384 }),
  callbackUrl: Type.String({
    minLength: 1,
    maxLength: 16_384,
    description: 'Where the browser came back, whole',
  }),
});
export const WorkloadLoginBody = closed({
  provider: ProviderName,
  token: Type.String({ minLength: 1, maxLength: 16_384, description: "The workload's own JWT" }),
});

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

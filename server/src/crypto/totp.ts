// Time-based one-time codes (RFC 6238) as authenticator apps know them: SHA-1, 6 digits, 30 seconds, a neighbouring
// step accepted for slow clocks.
import { Secret, TOTP } from 'otpauth';

const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const WINDOW = 1;

/** A new shared secret: 160 random bits in base32 (RFC 4226 4, R6). */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The `otpauth:` address that apps read from a QR code. It holds the secret. */
export function totpAddress(secret: string, label: string): string {
  return new TOTP({
    ...PARAMETERS,
    issuer: 'Polyvault',
    label,
    secret: Secret.fromBase32(secret),
  }).toString();
}

/**
 * The time step whose code this is, or null when it is none of now and its neighbours. Whoever accepts a code keeps
 * its step and takes no code of that step or an older one again (RFC 6238 5.2).
 */
export function totpStep(secret: string, code: string, now: number): number | null {
  const totp = new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}

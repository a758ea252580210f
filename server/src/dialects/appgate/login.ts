// Sign-in bodies: what the two login calls take, and what they and /authorization answer.
import { isUuid } from '../../base/ids.ts';
import { invalidInput } from '../../core/index.ts';
import type { InputIssue } from '../../core/index.ts';
import { readMembers } from './json-members.ts';
import type { WirePrivilege } from './privileges.ts';
import { EMPTY, NULL, textIssues } from './validation.ts';
import { toWireTime } from './wire.ts';

/** The only identity provider: the server's own users. */
export const LOCAL_PROVIDER = 'local';

const NO_EXPIRY = Date.UTC(9999, 11, 31);

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly deviceId: string;
}

/**
 * The credentials of a LoginRequest. `invalid-input`: without a path when its structure is wrong, otherwise with
 * every problem (appgate.md 1.4, 2.7). Provider names are public, so an unknown one is told as such.
 */
export function parseLogin(body: unknown): Credentials {
  const sent = readMembers(body, {
    providerName: 'string',
    deviceId: 'string',
    machineId: 'string',
    username: 'string',
    password: 'string',
    samlResponse: 'string',
    idToken: 'string',
    accessToken: 'string',
  });
  const deviceId = sent.deviceId ?? sent.machineId;
  const issues: InputIssue[] = [
    ...providerIssues(sent.providerName),
    ...deviceIssues(deviceId),
    ...textIssues('username', sent.username, false),
    ...textIssues('password', sent.password, false),
  ];
  if (issues.length > 0) throw invalidInput(...issues);
  return { username: sent.username ?? '', password: sent.password ?? '', deviceId: deviceId ?? '' };
}

function providerIssues(provider: string | null): InputIssue[] {
  const issues = textIssues('providerName', provider, false);
  if (issues.length > 0 || provider === LOCAL_PROVIDER) return issues;
  return [{ path: 'providerName', message: 'is not the name of an identity provider' }];
}

function deviceIssues(deviceId: string | null): InputIssue[] {
  if (deviceId === null) return [{ path: 'deviceId', message: NULL }];
  if (deviceId === '') return [{ path: 'deviceId', message: EMPTY }];
  return isUuid(deviceId) ? [] : [{ path: 'deviceId', message: 'must be a valid UUID' }];
}

export interface SignedIn {
  readonly name: string;
  readonly canAccessAuditLogs: boolean;
  readonly privileges: readonly WirePrivilege[];
  readonly token: string;
  /** Milliseconds since the epoch; null for a token that does not expire. */
  readonly expiresAt: number | null;
  /** Whether the token is good for nothing but the second factor. */
  readonly needTwoFactorAuth?: boolean;
}

/** The LoginResponse (appgate.md 1.4). A token without an end is said to end in the year 9999. */
export function toLoginResponse(signedIn: SignedIn) {
  return {
    user: {
      name: signedIn.name,
      needTwoFactorAuth: signedIn.needTwoFactorAuth ?? false,
      canAccessAuditLogs: signedIn.canAccessAuditLogs,
      privileges: signedIn.privileges,
    },
    token: signedIn.token,
    expires: toWireTime(signedIn.expiresAt ?? NO_EXPIRY),
  };
}

/** The answer of `GET /identity-providers/names`: exactly one, which clients choose by themselves. */
export const IDENTITY_PROVIDERS = {
  data: [
    {
      name: LOCAL_PROVIDER,
      displayName: LOCAL_PROVIDER,
      type: 'Credentials',
      certificatePriorities: [],
    },
  ],
} as const;

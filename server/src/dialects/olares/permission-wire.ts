// Bodies of /permission/v1alpha1: an app's declaration and its request for a token (olares.md 1.3, 1.4).
// Unknown members are ignored, as the source does; what is read must have its type and a bounded size.
import { invalidInput } from '../../core/index.ts';
import type { Permission } from './ops.ts';

const MAX_PERMISSIONS = 100;
const MAX_OPS = 100;
const MAX_TEXT = 512;

/** 30 bytes are the longest name of an Olares app; longer ones would push the secret out of bcrypt's 72 bytes. */
const APP = /^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/;

export interface AccessRequest {
  readonly appKey: string;
  /** Unix seconds. */
  readonly timestamp: number;
  /** A bcrypt hash. */
  readonly token: string;
  readonly permission: Permission;
}

export interface Declaration {
  readonly app: string;
  readonly appid: string;
  readonly permissions: readonly Permission[];
}

export function parseAccessRequest(body: unknown): AccessRequest {
  const members = objectAt(body, '');
  const timestamp = members['timestamp'];
  if (!Number.isSafeInteger(timestamp)) {
    throw invalidInput({ path: 'timestamp', message: 'must be a whole number of Unix seconds' });
  }
  return {
    appKey: textAt(members['app_key'], 'app_key'),
    timestamp: timestamp as number,
    token: textAt(members['token'], 'token'),
    permission: permissionAt(members['perm'], 'perm'),
  };
}

export function parseDeclaration(body: unknown): Declaration {
  const members = objectAt(body, '');
  return {
    app: parseAppName(members['app'], 'app'),
    appid: members['appid'] === undefined ? '' : textAt(members['appid'], 'appid'),
    permissions: parsePermissions(members['perm'] ?? [], 'perm'),
  };
}

/** The name of the app to remove; any text, as removing an unknown app succeeds. */
export function parseRemoval(body: unknown): string {
  return textAt(objectAt(body, '')['app'], 'app');
}

/** The user for whom an administrator acts: a member that Olares does not have; null when it is not there. */
export function parseUser(body: unknown): string | null {
  const user = objectAt(body, '')['user'];
  return user === undefined ? null : textAt(user, 'user');
}

export function parseAppName(value: unknown, path: string): string {
  if (typeof value !== 'string' || !APP.test(value)) {
    throw invalidInput({
      path,
      message: 'must start with a letter or digit and hold only letters, digits and . _ -, at most 30',
    });
  }
  return value;
}

export function parsePermissions(value: unknown, path: string): readonly Permission[] {
  return listAt(value, path, MAX_PERMISSIONS).map((entry, index) => permissionAt(entry, `${path}.${index}`));
}

export function parseOps(value: unknown, path: string): readonly string[] {
  return listAt(value, path, MAX_OPS).map((op, index) => textAt(op, `${path}.${index}`));
}

function permissionAt(value: unknown, path: string): Permission {
  const members = objectAt(value, path);
  return {
    dataType: textAt(members['dataType'], `${path}.dataType`),
    group: textAt(members['group'], `${path}.group`),
    version: textAt(members['version'], `${path}.version`),
    ops: parseOps(members['ops'], `${path}.ops`),
  };
}

function objectAt(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidInput({ path, message: 'must be a JSON object' });
  }
  return value as Record<string, unknown>;
}

function textAt(value: unknown, path: string): string {
  if (typeof value !== 'string' || value.length > MAX_TEXT) {
    throw invalidInput({ path, message: `must be a string of at most ${MAX_TEXT} characters` });
  }
  return value;
}

function listAt(value: unknown, path: string, max: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > max) {
    throw invalidInput({ path, message: `must be a list of at most ${max} entries` });
  }
  return value;
}

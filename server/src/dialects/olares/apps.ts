// An app of a user is a service of core, named like the app: its declared ops become grants on the workspaces
// they name, its key and secret the service's credential (olares.md 1.3).
import type { Action, Caller, Core, RegisteredService, Service, UserRef } from '../../core/index.ts';
import { AppError, invalidInput } from '../../core/index.ts';
import { isOpName, isSameProvider, SECRET_PROVIDER, splitOp, workspaceOf } from './ops.ts';
import type { OpName, Permission } from './ops.ts';
import type { Declaration } from './permission-wire.ts';
import { MAX_PROVEN_BYTES } from './proof.ts';
import type { Workspaces } from './workspaces.ts';

const SECRET_LENGTH = 16;
const TIMESTAMP_LENGTH = 10;
const MAX_KEY_LENGTH = MAX_PROVEN_BYTES - TIMESTAMP_LENGTH - SECRET_LENGTH;
const MAX_TRIES = 5;

const ACTIONS_OF: Readonly<Record<OpName, readonly Action[]>> = {
  RetrieveSecret: ['list', 'read'],
  ListSecret: ['list', 'read'],
  CreateSecret: ['list', 'create'],
  UpdateSecret: ['list', 'change'],
  DeleteSecret: ['list', 'delete'],
};

/** Actions on the spaces that a pattern covers. */
export interface SpaceRights {
  readonly space: string;
  readonly actions: readonly Action[];
}

export interface AppOwner {
  readonly ref: UserRef;
  readonly username: string;
}

export interface AppCredential {
  readonly key: string;
  readonly secret: string;
}

/**
 * Registers the app for its owner, or replaces what it may do and keeps its credential. `invalid-input` for an
 * op whose workspace cannot be part of a path, `conflict` for a name that a service of another kind has.
 */
export async function registerApp(
  core: Core,
  workspaces: Workspaces,
  caller: Caller,
  owner: AppOwner,
  declaration: Declaration,
  credential?: AppCredential,
): Promise<RegisteredService> {
  const grants = toGrants(workspaces, owner.username, declaration.permissions);
  await findApp(core, caller, owner, declaration.app);
  for (let attempt = 1; ; attempt += 1) {
    const { key, secret } = credential ?? newCredential(declaration.app);
    try {
      return await core.registerService(caller, {
        name: declaration.app,
        owner: owner.ref,
        grants,
        attributes: { app: declaration.app, appid: declaration.appid, perm: declaration.permissions },
        clientId: key,
        clientSecret: secret,
      });
    } catch (error) {
      // The number in the key was taken by another app of that name: draw again.
      const taken = error instanceof AppError && error.code === 'conflict';
      if (!taken || credential !== undefined || attempt === MAX_TRIES) throw error;
    }
  }
}

/** Removes the app and its tokens at once; an unknown app is no error (olares.md 1.3). */
export async function removeApp(core: Core, caller: Caller, owner: AppOwner, app: string): Promise<void> {
  if ((await findApp(core, caller, owner, app)) === null) return;
  await core.removeService(caller, { name: app, owner: owner.ref });
}

/** The actions that the ops of this server's provider need, merged for each pattern. */
export function toGrants(
  workspaces: Workspaces,
  user: string,
  permissions: readonly Permission[],
): readonly SpaceRights[] {
  const granted = new Map<string, Set<Action>>();
  const ops = permissions.filter((entry) => isSameProvider(entry, SECRET_PROVIDER)).flatMap(({ ops }) => ops);
  for (const op of ops) {
    const { name, rawQuery } = splitOp(op);
    if (!isOpName(name)) continue;
    const workspace = rawQuery === null ? null : workspaceOf(rawQuery);
    if (rawQuery !== null && workspace === null) continue;
    const pattern = workspaces.pattern(user, workspace);
    const actions = granted.get(pattern) ?? new Set<Action>();
    for (const action of ACTIONS_OF[name]) actions.add(action);
    granted.set(pattern, actions);
  }
  return [...granted].map(([space, actions]) => ({ space, actions: [...actions] }));
}

/** The same for a token that is asked for; an op whose workspace cannot be part of a path opens nothing. */
export function toLimits(workspaces: Workspaces, user: string, asked: Permission): readonly SpaceRights[] {
  return asked.ops.flatMap((op) => {
    try {
      return toGrants(workspaces, user, [{ ...asked, ops: [op] }]);
    } catch (error) {
      if (error instanceof AppError && error.code === 'invalid-input') return [];
      throw error;
    }
  });
}

/** `invalid-input` on `path` when key, time and secret do not fit what bcrypt looks at. */
export function checkCredentialLength({ key, secret }: AppCredential, path: string): void {
  if (Buffer.byteLength(key) + TIMESTAMP_LENGTH + Buffer.byteLength(secret) > MAX_PROVEN_BYTES) {
    throw invalidInput({
      path,
      message: `must be short enough that key, time (${TIMESTAMP_LENGTH}) and secret have at most ${MAX_PROVEN_BYTES} bytes`,
    });
  }
}

/** `bytetrade_{app}_{0..999999}` and 16 hex characters; a long name leaves fewer digits (olares.md 1.3). */
export function newCredential(app: string): AppCredential {
  const prefix = `bytetrade_${app}_`;
  const digits = Math.min(6, MAX_KEY_LENGTH - prefix.length);
  const [random = 0] = globalThis.crypto.getRandomValues(new Uint32Array(1));
  const secret = globalThis.crypto.getRandomValues(new Uint8Array(SECRET_LENGTH / 2));
  return { key: `${prefix}${random % 10 ** digits}`, secret: Buffer.from(secret).toString('hex') };
}

async function findApp(core: Core, caller: Caller, owner: AppOwner, app: string): Promise<Service | null> {
  const services = await core.listServices(caller);
  const found = services.find(
    (service) => service.name === app && service.owner?.username === owner.username,
  );
  if (found === undefined) return null;
  if (found.attributes['app'] !== app) {
    throw new AppError('conflict', `a service named ${app} exists that is not an app`, {
      details: { object: 'service', field: 'name' },
    });
  }
  return found;
}

// The `olares` section of the bootstrap file: apps with a known key and secret. An app that exists keeps its
// credential; its ops are those of the file again after each start.
import type { Caller, Core } from '../../core/index.ts';
import { AppError, invalidInput } from '../../core/index.ts';
import type { BootstrapSection } from '../../http/dialect.ts';
import { checkCredentialLength, registerApp, toGrants } from './apps.ts';
import type { AppCredential } from './apps.ts';
import { SECRET_PROVIDER } from './ops.ts';
import { parseAppName, parseOps } from './permission-wire.ts';
import type { Declaration } from './permission-wire.ts';
import type { Workspaces } from './workspaces.ts';

interface ListedApp {
  readonly path: string;
  readonly user: string;
  readonly credential: AppCredential;
  readonly declaration: Declaration;
}

/** `{ apps: [{ app, user, appKey, appSecret, ops, appid? }] }`; any other member is an error that names it. */
export function createBootstrap(core: Core, workspaces: Workspaces): BootstrapSection {
  return {
    parse(section) {
      const { apps = [] } = membersOf(section, 'olares', ['apps']);
      if (!Array.isArray(apps)) throw invalidInput({ path: 'olares.apps', message: 'must be a list' });
      const listed = apps.map((entry: unknown, index) => parseApp(workspaces, entry, `olares.apps.${index}`));
      return async (system) => {
        for (const entry of listed) await apply(core, workspaces, system, entry);
      };
    },
  };
}

async function apply(core: Core, workspaces: Workspaces, system: Caller, entry: ListedApp): Promise<void> {
  const user = await core.findUser(system, { username: entry.user }).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    throw invalidInput({ path: `${entry.path}.user`, message: `names no user: ${entry.user}` });
  });
  const owner = { ref: { id: user.id }, username: user.username };
  await registerApp(core, workspaces, system, owner, entry.declaration, entry.credential);
}

function parseApp(workspaces: Workspaces, entry: unknown, path: string): ListedApp {
  const members = membersOf(entry, path, ['app', 'user', 'appKey', 'appSecret', 'ops', 'appid']);
  const app = parseAppName(members['app'], `${path}.app`);
  const user = textAt(members['user'], `${path}.user`);
  const credential = {
    key: textAt(members['appKey'], `${path}.appKey`),
    secret: textAt(members['appSecret'], `${path}.appSecret`),
  };
  checkCredentialLength(credential, `${path}.appKey`);
  const permissions = [{ ...SECRET_PROVIDER, ops: parseOps(members['ops'], `${path}.ops`) }];
  checkOps(workspaces, user, permissions, `${path}.ops`);
  const appid = members['appid'] === undefined ? '' : textAt(members['appid'], `${path}.appid`);
  return { path, user, credential, declaration: { app, appid, permissions } };
}

/** The ops are judged before anything is applied, with their place in the file. */
function checkOps(
  workspaces: Workspaces,
  user: string,
  permissions: Declaration['permissions'],
  path: string,
): void {
  try {
    toGrants(workspaces, user, permissions);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error;
    throw invalidInput({ path, message: `cannot be granted: ${error.message}` });
  }
}

function membersOf(
  value: unknown,
  path: string,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidInput({ path, message: 'must be an object' });
  }
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw invalidInput(...unknown.map((name) => ({ path: `${path}.${name}`, message: 'is not known' })));
  }
  return value as Record<string, unknown>;
}

function textAt(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 256) {
    throw invalidInput({ path, message: 'must be a string of 1 to 256 characters' });
  }
  return value;
}

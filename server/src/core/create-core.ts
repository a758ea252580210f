// Puts the operations on their ports. What leaves here is the facade, and the system's own caller for start-up.
import { defineRole, createGrant, deleteGrant, listGrants } from './access/grants.ts';
import { listAuditEvents } from './audit/list-events.ts';
import { makeCaller } from './callers.ts';
import type { Caller } from './caller.ts';
import type { Core } from './facade.ts';
import { authenticate } from './identity/authenticate.ts';
import { changePassword, login, logout } from './identity/login.ts';
import { exchangeServiceSecret, listServices, registerService, removeService } from './identity/services.ts';
import { createToken, listTokens, revokeToken } from './identity/tokens.ts';
import { createUser, findUser, listUsers, setUserDisabled, whoAmI } from './identity/users.ts';
import type { Ports } from './ports/deps.ts';
import { changeSecret } from './secrets/change-secret.ts';
import { createSecret, createSecrets } from './secrets/create-secret.ts';
import { deleteSecret } from './secrets/delete-secret.ts';
import { describeSecret, listSecrets } from './secrets/list-secrets.ts';
import { putSecret } from './secrets/put-secret.ts';
import { readSecret, readSecrets } from './secrets/read-secret.ts';
import { destroyVersions, listVersions, rollbackSecret } from './secrets/versions.ts';
import { createSpace, listSpaces } from './spaces/spaces.ts';

type Bound<F> = F extends (ports: Ports, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

const OPERATIONS = {
  authenticate,
  login,
  logout,
  whoAmI,
  changePassword,
  findUser,
  listUsers,
  createUser,
  setUserDisabled,
  createToken,
  listTokens,
  revokeToken,
  registerService,
  removeService,
  listServices,
  exchangeServiceSecret,
  listSpaces,
  createSpace,
  createGrant,
  listGrants,
  deleteGrant,
  defineRole,
  listSecrets,
  describeSecret,
  readSecret,
  readSecrets,
  createSecret,
  createSecrets,
  putSecret,
  changeSecret,
  deleteSecret,
  listVersions,
  rollbackSecret,
  destroyVersions,
  listAuditEvents,
} satisfies {
  readonly [K in keyof Core]: (ports: Ports, ...rest: Parameters<Core[K]>) => ReturnType<Core[K]>;
};

export function createCore(ports: Ports): { readonly core: Core; readonly system: Caller } {
  const bound = Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, run]) => [
      name,
      (run as (...all: unknown[]) => unknown).bind(null, ports),
    ]),
  ) as { [K in keyof typeof OPERATIONS]: Bound<(typeof OPERATIONS)[K]> };
  const core: Core = Object.freeze(bound);
  const system = makeCaller({
    requestId: 'system',
    dialect: 'system',
    address: '',
    principal: { kind: 'system', id: 'system', name: 'system' },
    token: null,
  });
  return { core, system };
}

// Puts the operations on their ports. What leaves here is the facade, and the system's own caller for start-up.
import { defineRole, deleteRole, listRoles } from './access/custom-roles.ts';
import { canI, explainRequest } from './access/explain.ts';
import { createGrant, deleteGrant, listGrants } from './access/grants.ts';
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  listGroupMembers,
  listGroups,
  removeGroupMember,
} from './access/groups.ts';
import { describePrincipal, listReaders } from './access/who-can.ts';
import { cutAudit } from './audit/cut-log.ts';
import { listAuditEvents } from './audit/list-events.ts';
import { writeNoise } from './audit/noise.ts';
import { exportAudit, readAuditKeys, readCheckpoint } from './audit/read-log.ts';
import { makeCaller } from './callers.ts';
import type { Caller } from './caller.ts';
import type { Core } from './facade.ts';
import { authenticate } from './identity/authenticate.ts';
import { listUserTokens, setUserAdmin, setUserPassword } from './identity/administer-users.ts';
import { liftLock, listLocks } from './identity/guessing/locks.ts';
import { changePassword, completeLogin, login, logout } from './identity/login.ts';
import {
  confirmSecondFactor,
  describeSecondFactor,
  disableSecondFactor,
  enrolSecondFactor,
  resetSecondFactor,
} from './identity/second-factor/enrolment.ts';
import {
  createServiceToken,
  loginService,
  rotateServiceSecret,
  setServiceDisabled,
} from './identity/service-credentials.ts';
import { exchangeServiceSecret, listServices, registerService, removeService } from './identity/services.ts';
import { beginSignIn, finishSignIn } from './identity/outside/sign-in.ts';
import { loginWorkload } from './identity/outside/workload.ts';
import { writeTokenUses } from './identity/token-use.ts';
import { createToken, listTokens, revokeToken } from './identity/tokens.ts';
import { createUser, findUser, listUsers, setUserDisabled, whoAmI } from './identity/users.ts';
import { attachScrubber, readIntegrity } from './integrity/read-integrity.ts';
import { Scrubber } from './integrity/scrubber.ts';
import { copySecrets, moveSecrets } from './move/move-secrets.ts';
import { moveSpace } from './move/move-space.ts';
import { attachRotation, listKeys, rotateKeys } from './keys/rotate.ts';
import { Rotation } from './keys/rotation.ts';
import { addSealSlot, listSealSlots, removeSealSlot, sealServer, testSealSlot } from './keys/seal.ts';
import type { Ports } from './ports/deps.ts';
import { reportSecrets } from './reports/report-secrets.ts';
import { changeSecret } from './secrets/change-secret.ts';
import { compareSpaces } from './secrets/compare-spaces.ts';
import { createSecret, createSecrets } from './secrets/create-secret.ts';
import { deleteSecret } from './secrets/delete-secret.ts';
import { describeSecret, listSecrets } from './secrets/list-secrets.ts';
import { putSecret } from './secrets/put-secret.ts';
import { readSecret } from './secrets/read-secret.ts';
import { pollSecrets, readSecrets } from './secrets/read-secrets.ts';
import { destroyVersions, listVersions, rollbackSecret } from './secrets/versions.ts';
import { createSpace, listSpaces } from './spaces/spaces.ts';
import { diffSpaces } from './time/diff-spaces.ts';
import { listSecretsAt } from './time/list-at.ts';
import { restoreSpace } from './time/restore-space.ts';
import { listTrash } from './trash/list-trash.ts';
import { purgeExpired, purgeSecret, purgeSpace } from './trash/purge.ts';
import { restoreSecret } from './trash/restore-secret.ts';
import { deleteSpace, restoreDeletedSpace } from './trash/trash-space.ts';

type Bound<F> = F extends (ports: Ports, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

const OPERATIONS = {
  authenticate,
  login,
  completeLogin,
  beginSignIn,
  finishSignIn,
  loginWorkload,
  logout,
  whoAmI,
  changePassword,
  findUser,
  listUsers,
  createUser,
  setUserDisabled,
  setUserPassword,
  setUserAdmin,
  listUserTokens,
  describeSecondFactor,
  enrolSecondFactor,
  confirmSecondFactor,
  disableSecondFactor,
  resetSecondFactor,
  listLocks,
  liftLock,
  createToken,
  listTokens,
  revokeToken,
  registerService,
  removeService,
  listServices,
  exchangeServiceSecret,
  loginService,
  createServiceToken,
  rotateServiceSecret,
  setServiceDisabled,
  listSpaces,
  createSpace,
  createGrant,
  listGrants,
  deleteGrant,
  listRoles,
  defineRole,
  deleteRole,
  createGroup,
  listGroups,
  deleteGroup,
  listGroupMembers,
  addGroupMember,
  removeGroupMember,
  canI,
  explainRequest,
  listReaders,
  describePrincipal,
  listSecrets,
  describeSecret,
  readSecret,
  readSecrets,
  pollSecrets,
  compareSpaces,
  createSecret,
  createSecrets,
  putSecret,
  changeSecret,
  deleteSecret,
  listVersions,
  rollbackSecret,
  destroyVersions,
  listTrash,
  restoreSecret,
  purgeSecret,
  deleteSpace,
  restoreDeletedSpace,
  purgeSpace,
  moveSecrets,
  copySecrets,
  moveSpace,
  listSecretsAt,
  diffSpaces,
  restoreSpace,
  reportSecrets,
  listAuditEvents,
  exportAudit,
  readCheckpoint,
  readAuditKeys,
  cutAudit,
  readIntegrity,
  listSealSlots,
  addSealSlot,
  removeSealSlot,
  testSealSlot,
  sealServer,
  listKeys,
  rotateKeys,
} satisfies {
  readonly [K in keyof Core]: (ports: Ports, ...rest: Parameters<Core[K]>) => ReturnType<Core[K]>;
};

export interface CreatedCore {
  readonly core: Core;
  readonly system: Caller;
  /** Writes what is kept back to be written in batches; before the store is closed. */
  readonly settle: () => Promise<void>;
  /** Visits stored rows in the background; started by whoever runs the server. */
  readonly scrubber: Scrubber;
  /** Moves rows to new keys in the background; started by whoever runs the server. */
  readonly rotation: Rotation;
  /** Purges what has been in the trash for longer than it is kept. */
  readonly purgeTrash: () => ReturnType<typeof purgeExpired>;
}

export function createCore(ports: Ports): CreatedCore {
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
  const scrubber = attachScrubber(ports, new Scrubber(ports, system));
  return {
    core,
    system,
    settle: () => settle(ports),
    scrubber,
    rotation: attachRotation(ports, new Rotation(ports, system)),
    purgeTrash: () => purgeExpired(ports, system),
  };
}

async function settle(ports: Ports): Promise<void> {
  // An end that cannot write its last counts is still an end.
  await writeNoise(ports).catch(() => undefined);
  await writeTokenUses(ports);
}

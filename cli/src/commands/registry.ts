// Every command of the program, in the order of its help. A new command is a file beside this one and a line here.
import { registerAgent } from './agent.ts';
import { registerAudit } from './audit.ts';
import type { RegisterCommand } from './command.ts';
import { registerGet } from './get.ts';
import { registerGrant } from './grant.ts';
import { registerHistory } from './history.ts';
import { registerImport } from './import.ts';
import { registerLogin } from './login.ts';
import { registerLogout } from './logout.ts';
import { registerLs } from './ls.ts';
import { registerRm } from './rm.ts';
import { registerRollback } from './rollback.ts';
import { registerRun } from './run.ts';
import { registerServer } from './server.ts';
import { registerSet } from './set.ts';
import { registerSpaces } from './spaces.ts';
import { registerWhoami } from './whoami.ts';

export const COMMANDS: readonly RegisterCommand[] = [
  registerServer,
  registerLogin,
  registerLogout,
  registerWhoami,
  registerSet,
  registerGet,
  registerLs,
  registerRm,
  registerHistory,
  registerRollback,
  registerSpaces,
  registerGrant,
  registerRun,
  registerAgent,
  registerImport,
  registerAudit,
];

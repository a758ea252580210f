// Every command of the program, in the order of its help. A new command is a file beside this one and a line here;
// only the one that was named is loaded.
import type { RegisterCommand } from './command.ts';

/** The command's name and what loads it. */
export const COMMANDS: ReadonlyMap<string, () => Promise<RegisterCommand>> = new Map([
  ['server', async () => (await import('./server.ts')).registerServer],
  ['up', async () => (await import('./up.ts')).registerUp],
  ['down', async () => (await import('./down.ts')).registerDown],
  ['login', async () => (await import('./login.ts')).registerLogin],
  ['logout', async () => (await import('./logout.ts')).registerLogout],
  ['whoami', async () => (await import('./whoami.ts')).registerWhoami],
  ['password', async () => (await import('./password.ts')).registerPassword],
  ['set', async () => (await import('./set.ts')).registerSet],
  ['get', async () => (await import('./get.ts')).registerGet],
  ['ls', async () => (await import('./ls.ts')).registerLs],
  ['rm', async () => (await import('./rm.ts')).registerRm],
  ['mv', async () => (await import('./mv.ts')).registerMv],
  ['cp', async () => (await import('./cp.ts')).registerCp],
  ['diff', async () => (await import('./diff.ts')).registerDiff],
  ['rewind', async () => (await import('./rewind.ts')).registerRewind],
  ['trash', async () => (await import('./trash.ts')).registerTrash],
  ['history', async () => (await import('./history.ts')).registerHistory],
  ['rollback', async () => (await import('./rollback.ts')).registerRollback],
  ['spaces', async () => (await import('./spaces.ts')).registerSpaces],
  ['grant', async () => (await import('./grant.ts')).registerGrant],
  ['run', async () => (await import('./run.ts')).registerRun],
  ['agent', async () => (await import('./agent.ts')).registerAgent],
  ['export', async () => (await import('./export.ts')).registerExport],
  ['template', async () => (await import('./template.ts')).registerTemplate],
  ['import', async () => (await import('./import.ts')).registerImport],
  ['compare', async () => (await import('./compare.ts')).registerCompare],
  ['apply', async () => (await import('./apply.ts')).registerApply],
  ['olares', async () => (await import('./olares.ts')).registerOlares],
  ['appgate', async () => (await import('./appgate.ts')).registerAppgate],
  ['fandogh', async () => (await import('./fandogh.ts')).registerFandogh],
  ['doctor', async () => (await import('./doctor.ts')).registerDoctor],
  ['audit', async () => (await import('./audit.ts')).registerAudit],
]);

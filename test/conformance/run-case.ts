// Runs one case file against a fresh server of its own, over a real socket.
import { startServer } from '../support/server.ts';
import { MalformedCase, type Case } from './case.ts';
import { readCase } from './case-files.ts';
import { playCase } from './play.ts';

/** One line for each thing that is wrong with the case or with the server's answers; empty when it holds. */
export async function runCase(folder: string, path: string): Promise<readonly string[]> {
  let script: Case;
  try {
    script = readCase(folder, path);
  } catch (error) {
    if (error instanceof MalformedCase) return error.problems.map((problem) => `malformed case: ${problem}`);
    throw error;
  }
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const server = await startServer({
    ...(script.bootstrap === null ? {} : { bootstrap: script.bootstrap }),
    settings: script.settings,
    clock: { now },
  });
  try {
    return await playCase(script, {
      base: server.base,
      adminPassword: server.adminPassword,
      logs: () => server.logs(),
      advance: (milliseconds) => {
        ahead += milliseconds;
      },
      now,
    });
  } finally {
    await server.close();
  }
}

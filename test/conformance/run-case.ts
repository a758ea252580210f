// Runs one case file against a fresh server of its own, over a real socket.
import { readSettings } from '../../server/src/config/settings.ts';
import { startServer } from '../support/server.ts';
import { MalformedCase, type Case } from './case.ts';
import { readCase } from './case-files.ts';
import { typeOf, type Json, type JsonObject } from './json.ts';
import { playCase } from './play.ts';

/**
 * One line for each thing that is wrong with the case or with the server's answers; empty when it holds. The store is a
 * SQLite file, or the empty database on PostgreSQL that is given.
 */
export async function runCase(
  folder: string,
  path: string,
  databaseUrl?: string,
): Promise<readonly string[]> {
  let script: Case;
  try {
    script = readCase(folder, path);
    checkSettings(script.settings);
  } catch (error) {
    if (error instanceof MalformedCase) return error.problems.map((problem) => `malformed case: ${problem}`);
    throw error;
  }
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const server = await startServer({
    ...(script.bootstrap === null ? {} : { bootstrap: script.bootstrap }),
    settings: script.settings,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
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

/** Throws MalformedCase for a setting that no dialect has: it would change nothing, and the case prove nothing. */
export function checkSettings(settings: JsonObject): void {
  const known = readSettings([], {}).dialects as unknown as Readonly<Record<string, JsonObject>>;
  const problems = Object.entries(settings).flatMap(([dialect, changes]) =>
    Object.entries(changes as JsonObject).flatMap(([name, value]) => {
      const standard: Json | undefined = known[dialect]?.[name];
      if (standard === undefined) return [`/given/settings/${dialect}/${name} is not a setting`];
      const type = typeOf(standard);
      return typeOf(value) === type ? [] : [`/given/settings/${dialect}/${name} must be of type ${type}`];
    }),
  );
  if (problems.length > 0) throw new MalformedCase(problems);
}

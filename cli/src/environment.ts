// The surroundings of the command line: variables, home and folders. Nothing else in this room reads `process.env`.
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly workingFolder: string;
  /** `polyvault` below the XDG configuration folder: the login. */
  readonly configFolder: string;
  /** `polyvault` below the XDG state folder: encrypted copies of the agent. */
  readonly stateFolder: string;
  /** `polyvault` below the XDG cache folder: nothing that is missed. */
  readonly cacheFolder: string;
}

export function readEnvironment(): Environment {
  const variables = { ...process.env };
  const home = homedir();
  // The XDG base directory specification: a relative path is to be ignored.
  const folder = (variable: string, preset: string): string => {
    const given = variables[variable] ?? '';
    return join(given.startsWith('/') ? given : join(home, preset), 'polyvault');
  };
  return {
    variables,
    home,
    workingFolder: process.cwd(),
    configFolder: folder('XDG_CONFIG_HOME', '.config'),
    cacheFolder: folder('XDG_CACHE_HOME', '.cache'),
    stateFolder: folder('XDG_STATE_HOME', '.local/state'),
  };
}

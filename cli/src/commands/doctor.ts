// `polyvault doctor`: looks at a server from outside and, on its own machine, at its files; says what is wrong and
// what to do, and fails when something is.
import { join } from 'node:path';

import { Client } from '@polyvault/sdk';
import { Option } from 'commander';

import { dataFolder, findServer } from '../background-server.ts';
import { finding } from '../doctor/finding.ts';
import type { Finding } from '../doctor/finding.ts';
import { checkCoreDump, checkFiles, checkSqlite } from '../doctor/host-checks.ts';
import { checkHealth, checkIntegrity } from '../doctor/server-checks.ts';
import { EXIT } from '../failure.ts';
import { table } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

interface Options {
  readonly dataDir?: string;
  readonly keyFile?: string;
}

export const registerDoctor: RegisterCommand = (program, context, end) => {
  program
    .command('doctor')
    .description('look for what is wrong with a server, its stored rows and its files')
    .addOption(new Option('--data-dir <folder>', 'data folder on this machine (POLYVAULT_DATA_DIR)'))
    .addOption(new Option('--key-file <file>', 'key file on this machine (POLYVAULT_KEY_FILE)'))
    .addHelpText('after', examples('polyvault doctor', 'polyvault doctor --data-dir /var/lib/polyvault'))
    .action(async (options: Options) => {
      const { environment } = context;
      const flags = options.dataDir === undefined ? [] : ['--data-dir', options.dataDir];
      const dataDir = dataFolder(flags, environment);
      const keyFile =
        options.keyFile ?? environment.variables['POLYVAULT_KEY_FILE'] ?? join(dataDir, 'root.key');
      const { server, token } = context.access();
      const findings: readonly Finding[] = [
        ...(await checkHealth(server)),
        ...(token === null
          ? [finding('integrity', 'skip', 'sign in as an administrator to ask for it')]
          : await checkIntegrity(new Client({ baseUrl: server, token }))),
        ...checkFiles(dataDir, keyFile),
        checkCoreDump(findServer(dataDir)?.pid ?? null),
        checkSqlite(process.versions['sqlite']),
      ];
      const rows = findings.map(({ state, check, message }) => [state, check, message]);
      context.print(findings, table(['STATE', 'CHECK', 'WHAT'], rows));
      if (findings.some(({ state }) => state === 'fail')) end(EXIT.failed);
    });
};

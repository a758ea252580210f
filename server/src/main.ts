// The program: reads settings, starts the server, tells the operator what he has to know, and ends in good order.
import { pino } from 'pino';

import { AppError } from './base/errors.ts';
import { helpText, readSettings, wantsHelp } from './config/settings.ts';
import { VERSION } from './config/version.ts';
import { serve } from './serve.ts';

/** What is still open after this long is cut off; an orchestrator waits 10 seconds. */
const CLOSE_TIMEOUT_MS = 8000;

const args = process.argv.slice(2);

try {
  if (wantsHelp(args)) say(helpText());
  else await run();
} catch (error) {
  if (!(error instanceof AppError) && !isListenError(error)) throw error;
  process.stderr.write(`polyvault: ${error.message}\n`);
  process.exit(1);
}

async function run(): Promise<void> {
  process.umask(0o077);
  // By default this signal opens the debugger, and with it the memory (threat T6).
  process.on('SIGUSR1', () => undefined);
  const settings = readSettings(args);
  const logger = pino({ level: settings.logLevel }, pino.destination(2));
  const server = await serve(settings, logger);
  const { app, listeners } = server;
  say(`Polyvault ${VERSION} at ${listeners[0]?.address ?? ''}`);
  for (const { dialect, address } of listeners.slice(1)) say(`  ${String(dialect).padEnd(9)} ${address}`);
  say(`  data      ${settings.dataDir}`);
  say(`  database  ${settings.databasePath}`);
  if (app === null) say('  seal      SEALED: nothing can be read until "polyvault seal unseal"');
  else if (app.keyFile === null)
    say(`  seal      key ${app.keyFingerprint} from the environment; keep a copy`);
  else {
    say(
      `  seal      key file ${app.keyFile} (key ${app.keyFingerprint}); without it the data cannot be read: keep a copy`,
    );
  }
  if (app !== null && app.adminPassword !== null) {
    say(
      `  sign in   user "admin", one-time password ${app.adminPassword} (shown only now; change it after sign-in)`,
    );
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS).unref();
      server.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function isListenError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}

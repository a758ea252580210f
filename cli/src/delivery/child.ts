// A child process that shares the terminal of its runner, and the exit code that its end means for the runner.
import { spawn } from 'node:child_process';

import { CommandError, EXIT } from '../failure.ts';
import { isSystemError } from '../private-file.ts';
import { signalExitCode } from './signals.ts';
import type { SignalRelay } from './signals.ts';

export interface Child {
  /** The exit code, 128 and the number of the signal for a killed child. */
  readonly ended: Promise<number>;
  /** Nothing happens when it has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** Starts it, or fails with 127 when there is no such command and 126 when it cannot be executed. */
export async function startChild(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Child> {
  const child = spawn(command, args, { stdio: 'inherit', env });
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? signalExitCode(signal ?? 'SIGKILL'));
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => reject(notStarted(command, cause)));
  });
  // Later errors are those of kill(), for a child that is gone.
  child.on('error', () => undefined);
  return { ended, kill: (signal) => void child.kill(signal) };
}

/** Forwards signals to the child until its end, and gives its exit code. */
export async function followChild(child: Child, relay: SignalRelay): Promise<number> {
  relay.to((signal) => child.kill(signal));
  try {
    return await child.ended;
  } finally {
    relay.to(null);
  }
}

function notStarted(command: string, cause: Error): CommandError {
  const code = isSystemError(cause) ? cause.code : 'unknown';
  if (code === 'ENOENT') {
    return new CommandError(EXIT.notFound, `There is no command ${command}.`, null, cause);
  }
  return new CommandError(
    EXIT.notExecutable,
    `${command} cannot be started (${code}).`,
    code === 'E2BIG' ? 'The variables are too large together; deliver large secrets as files.' : null,
    cause,
  );
}

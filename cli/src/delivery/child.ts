// A child process that shares the terminal of its runner, and the exit code that its end means for the runner. Where
// its output is masked, it writes into a pipe of the runner instead.
import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import type { Readable, Writable } from 'node:stream';

import { CommandError, EXIT } from '../failure.ts';
import { isSystemError } from '../private-file.ts';
import { Mask } from './mask.ts';
import { signalExitCode } from './signals.ts';
import type { SignalRelay } from './signals.ts';

export interface Child {
  /** The exit code, 128 and the number of the signal for a killed child. */
  readonly ended: Promise<number>;
  /** Nothing happens when it has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** Which streams of a child are masked, and what is taken out of them. */
export interface Masking {
  readonly texts: readonly Buffer[];
  readonly stdout: boolean;
  readonly stderr: boolean;
}

/**
 * A stream that goes to a terminal is not masked unless that was asked for: programs need the terminal itself for colour,
 * passwords and editors, and who looks at it could read the secrets anyway. What goes to a log or a pipe is.
 */
export function maskingFor(texts: readonly Buffer[], asked: boolean | undefined): Masking | null {
  if (texts.length === 0 || asked === false) return null;
  const always = asked === true;
  return {
    texts,
    stdout: always || !process.stdout.isTTY,
    stderr: always || !process.stderr.isTTY,
  };
}

/** Starts it, or fails with 127 when there is no such command and 126 when it cannot be executed. */
export async function startChild(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  masking: Masking | null = null,
): Promise<Child> {
  const child = spawn(command, args, {
    stdio: ['inherit', masking?.stdout ? 'pipe' : 'inherit', masking?.stderr ? 'pipe' : 'inherit'],
    env,
  });
  const printed = Promise.all([
    maskInto(child.stdout, process.stdout, masking),
    maskInto(child.stderr, process.stderr, masking),
  ]);
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? signalExitCode(signal ?? 'SIGKILL'));
    });
  });
  const ended = exited.then(async (code) => {
    await printed;
    return code;
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

/** Until the child, and whoever has its pipe, has ended. A reader that goes away ends the pipe, as it would without us. */
async function maskInto(from: Readable | null, to: Writable, masking: Masking | null): Promise<void> {
  if (from === null || masking === null) return;
  await pipeline(from, new Mask(masking.texts), to, { end: false }).catch(() => from.destroy());
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

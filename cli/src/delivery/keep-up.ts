// Keeps a long-lived child up to date: new values are written to its files, and the child is restarted or signalled.
// It ends when its child ends, with the child's exit code.
import type { Secret } from '@polyvault/sdk';

import { CommandError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import type { Child } from './child.ts';
import { sameEnv, sameFiles } from './plan.ts';
import type { Plan } from './plan.ts';
import type { SignalRelay } from './signals.ts';

export interface KeepUpOptions {
  readonly terminal: Terminal;
  readonly relay: SignalRelay;
  readonly intervalMs: number;
  /** How long a child may take to end before it is killed. */
  readonly stopMs: number;
  /** Sent on a change instead of a restart. */
  readonly signal: NodeJS.Signals | null;
  readonly poll: (signal: AbortSignal) => Promise<readonly Secret[] | null>;
  readonly plan: (items: readonly Secret[]) => Plan;
  /** Throws CommandError when something cannot be delivered. */
  readonly deliver: (plan: Plan) => void;
  readonly start: (plan: Plan) => Promise<Child>;
}

/** `first` is delivered already, and `child` runs with it. */
export async function keepUp(first: Plan, child: Child, options: KeepUpOptions): Promise<number> {
  const { relay, terminal } = options;
  let current = first;
  let wanted = first;
  let running = child;
  const polling = new AbortController();
  try {
    for (;;) {
      relay.to((signal) => running.kill(signal));
      const exitCode = await endOrPause(running, jittered(options.intervalMs));
      if (exitCode !== null) return exitCode;
      const items = await endOr(running, options.poll(polling.signal));
      if (typeof items === 'number') return items;
      if (items !== null) wanted = options.plan(items);
      if (sameEnv(wanted, current) && sameFiles(wanted, current)) continue;
      try {
        options.deliver(wanted);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        terminal.warn(`${error.message} The command keeps what it has; trying again.`);
        continue;
      }
      const envChanged = !sameEnv(wanted, current);
      current = wanted;
      if (options.signal !== null) {
        terminal.note(`The secrets have changed; sending ${options.signal} to the command.`);
        if (envChanged) terminal.warn('A running command keeps its variables; only files are new.');
        running.kill(options.signal);
        continue;
      }
      terminal.note('The secrets have changed; restarting the command.');
      relay.to(null);
      await stop(running, options.stopMs);
      relay.stopped.throwIfAborted();
      running = await options.start(current);
    }
  } finally {
    polling.abort();
    relay.to(null);
  }
}

/** The exit code of the child if it ends within the time, else null. */
async function endOrPause(child: Child, milliseconds: number): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([child.ended, pause]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the work gives, or the child's exit code if it ends before; the work is then left to its abort. */
async function endOr<T>(child: Child, work: Promise<T>): Promise<T | number> {
  work.catch(() => undefined);
  return Promise.race([work, child.ended]);
}

async function stop(child: Child, milliseconds: number): Promise<void> {
  child.kill('SIGTERM');
  if ((await endOrPause(child, milliseconds)) !== null) return;
  child.kill('SIGKILL');
  await child.ended;
}

/** So that many agents do not ask at the same moment. */
function jittered(milliseconds: number): number {
  return milliseconds * (0.9 + Math.random() * 0.2);
}

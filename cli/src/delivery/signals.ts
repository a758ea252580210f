// Signals of the runner on their way to its child. One that comes before there is a child ends the runner in good
// order, so that nothing it has written stays behind.
import { constants } from 'node:os';

const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
type Forwarded = (typeof FORWARDED)[number];

/** A signal came before the child was started. */
export class InterruptedError extends Error {
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`Interrupted by ${signal}.`);
    this.name = 'InterruptedError';
    this.exitCode = signalExitCode(signal);
  }
}

/** 128 and the signal's number, as shells have it. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** Catches the signals from its making until `close`. */
export class SignalRelay {
  readonly #listeners: readonly (readonly [Forwarded, () => void])[];
  readonly #stopped = new AbortController();
  #receiver: ((signal: Forwarded) => void) | null = null;
  /** What came while there was nowhere to send it. */
  #waiting: Forwarded | null = null;

  constructor() {
    this.#listeners = FORWARDED.map((signal) => [signal, () => this.#receive(signal)] as const);
    for (const [signal, listener] of this.#listeners) process.on(signal, listener);
  }

  /** Aborted by a signal that ends programs and has no receiver, with the InterruptedError as reason. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Where signals go from now on, with the one that is waiting; null for nowhere. */
  to(receiver: ((signal: NodeJS.Signals) => void) | null): void {
    this.#receiver = receiver;
    if (receiver === null || this.#waiting === null) return;
    receiver(this.#waiting);
    this.#waiting = null;
  }

  close(): void {
    for (const [signal, listener] of this.#listeners) process.removeListener(signal, listener);
  }

  #receive(signal: Forwarded): void {
    if (this.#receiver === null) {
      this.#waiting = signal;
      if (!signal.startsWith('SIGUSR')) this.#stopped.abort(new InterruptedError(signal));
      return;
    }
    // Ctrl-C and Ctrl-\ of a terminal reach the child by themselves; twice would be once too often.
    const fromTerminal = process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
    if (!fromTerminal) this.#receiver(signal);
  }
}

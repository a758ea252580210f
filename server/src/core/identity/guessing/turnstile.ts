// One attempt at a time for each subject, so that many at once cannot slip past a counter that each of them reads
// before any of them has failed.
import { AppError } from '../../../base/errors.ts';

/** How many may stand behind one subject's attempt. */
const MAX_WAITING = 64;

interface Queue {
  waiting: number;
  last: Promise<unknown>;
}

export class Turnstile {
  readonly #queues = new Map<string, Queue>();

  /** Runs the attempt after those of the same subject that came before. `rate-limited` when too many wait. */
  async pass<T>(subject: string, attempt: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(subject) ?? { waiting: 0, last: Promise.resolve() };
    if (queue.waiting > MAX_WAITING) {
      throw new AppError('rate-limited', 'Too many sign-ins at once. Try again in a moment.', {
        details: { retryAfterSeconds: 2, reason: 'busy' },
      });
    }
    this.#queues.set(subject, queue);
    queue.waiting += 1;
    const turn = queue.last.then(attempt);
    queue.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) this.#queues.delete(subject);
    }
  }
}

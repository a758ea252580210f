// The proof of an app's secret: a bcrypt hash of app_key + timestamp + app_secret (olares.md 1.4). Its cost is
// chosen by the caller, so it is bounded, and hashes are computed one at a time, off the event loop.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { truncates } from 'bcryptjs';

import { AppError } from '../../core/index.ts';
import type { ProofWork } from './proof-worker.ts';

/** Beside this file, as TypeScript in the repository and as JavaScript in a package. */
const WORKER = new URL(`./proof-worker${import.meta.url.slice(-3)}`, import.meta.url);

/** `$2a$`, `$2b$` and `$2y$`: htpasswd writes the last (olares.md 3, row 14). */
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const MIN_COST = 4;
const MAX_COST = 12;
/** So many hashes may wait for the thread, and so many of one app: its noise must not lock out the others. */
const MAX_WAITING = 32;
const MAX_WAITING_OF_ONE = 8;

/** bcrypt looks at 72 bytes and ignores the rest: key, ten digits of time and secret must fit. */
export const MAX_PROVEN_BYTES = 72;

/** How far the clocks may be apart, in seconds (olares.md 1.4). */
export const CLOCK_WINDOW_SECONDS = 10;

/** Throws `unauthenticated` with the contract's message when the time is outside of the window. */
export function checkClock(timestamp: number, nowMs: number): void {
  if (Math.abs(Math.floor(nowMs / 1000) - timestamp) > CLOCK_WINDOW_SECONDS) {
    throw new AppError('unauthenticated', 'request time expired', { details: { reason: 'clock' } });
  }
}

export interface Proof {
  readonly appKey: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly appSecret: string;
}

/** Throws `unauthenticated` when the hash is not of this proof; `rate-limited` when too many wait already. */
export type ProofCheck = (hash: string, proof: Proof) => Promise<void>;

export function createProofCheck(): ProofCheck {
  const waiting: string[] = [];
  let last: Promise<unknown> = Promise.resolve();
  return async (hash, { appKey, timestamp, appSecret }) => {
    const text = `${appKey}${timestamp}${appSecret}`;
    const cost = BCRYPT.exec(hash)?.[1];
    if (cost === undefined) throw refused('crypto/bcrypt: the token is not a bcrypt hash');
    if (Number(cost) < MIN_COST || Number(cost) > MAX_COST) {
      throw refused(`crypto/bcrypt: cost ${Number(cost)} is outside allowed range (${MIN_COST},${MAX_COST})`);
    }
    if (truncates(text)) {
      throw refused(`crypto/bcrypt: password length exceeds ${MAX_PROVEN_BYTES} bytes`);
    }
    const ofOne = waiting.filter((key) => key === appKey).length;
    if (waiting.length >= MAX_WAITING || ofOne >= MAX_WAITING_OF_ONE) {
      throw new AppError('rate-limited', 'too many requests for access tokens', {
        details: { retryAfterSeconds: 1 },
      });
    }
    waiting.push(appKey);
    const mine = last
      .then(() => compareInThread({ text, hash }))
      .finally(() => waiting.splice(waiting.indexOf(appKey), 1));
    last = mine.catch(() => undefined);
    if (!(await mine)) {
      throw refused('crypto/bcrypt: hashedPassword is not the hash of the given password');
    }
  };
}

async function compareInThread(work: ProofWork): Promise<boolean> {
  const worker = new Worker(WORKER, { workerData: work });
  const [matches] = (await once(worker, 'message')) as [boolean];
  return matches;
}

function refused(why: string): AppError {
  return new AppError('unauthenticated', `invalid auth token: ${why}`, { details: { reason: 'proof' } });
}

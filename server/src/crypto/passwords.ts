// Passwords through argon2id with parameters above OWASP's floor, off the event loop and only a few at a time.
// An unknown user costs the same as a wrong password (threat T13).
import { hash, verify } from '@node-rs/argon2';

import { AppError } from '../base/errors.ts';

/** Argon2id is the package's default; OWASP's floor is 19 MiB with 2 passes. Memory in KiB. */
const PARAMETERS = { memoryCost: 32_768, timeCost: 3, parallelism: 1 } as const;

/** How many hashes are computed at once; more would only take memory and cores from requests. */
const MAX_CONCURRENT = 2;

/** How many may wait for their turn, about three seconds of work; one more is told to come back. */
const MAX_WAITING = 64;

/**
 * What a stored hash may ask for. Weaker ones protect nobody, and greedier ones would hang the server; neither was
 * made here. Memory in KiB.
 */
const ACCEPTED = {
  memoryCost: [8192, 1_048_576],
  timeCost: [1, 16],
  parallelism: [1, 16],
} as const;

let running = 0;
const waiting: (() => void)[] = [];

/** The hash of a password nobody knows, for logins of users that do not exist. */
let decoy: Promise<string> | undefined;

/** A PHC string with its parameters and salt. `rate-limited` when too many wait already. */
export async function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password, PARAMETERS));
}

/**
 * Whether the password belongs to the hash; with null (no such user) false after the same work. `rate-limited` when
 * too many wait already, `integrity-failed` for a hash whose parameters are out of all bounds.
 */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(crypto.randomUUID());
  const candidate = stored ?? (await decoy);
  requireAcceptable(candidate);
  const matches = await limited(() => verify(candidate, password));
  return stored !== null && matches;
}

/** Whether a stored hash was made with weaker parameters than today's, and should be made anew at login. */
export function needsRehash(stored: string): boolean {
  const { memoryCost, timeCost, parallelism } = PARAMETERS;
  return !stored.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}

function requireAcceptable(stored: string): void {
  const match = /^\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,10})\$[^$]+\$[^$]+$/.exec(stored);
  const given = match?.slice(1).map(Number) ?? [];
  const bounds = [ACCEPTED.memoryCost, ACCEPTED.timeCost, ACCEPTED.parallelism];
  const acceptable = bounds.every(([least, most], index) => {
    const value = given[index];
    return value !== undefined && value >= least && value <= most;
  });
  if (!acceptable) {
    throw new AppError('integrity-failed', 'A stored password hash has parameters that are not accepted.');
  }
}

/** A finished piece of work hands its place to the first that waits. */
async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MAX_WAITING) {
    throw new AppError('rate-limited', 'Too many sign-ins at once. Try again in a moment.', {
      details: { retryAfterSeconds: 2, reason: 'busy' },
    });
  }
  if (running < MAX_CONCURRENT) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

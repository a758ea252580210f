// Passwords through argon2id with parameters above OWASP's floor, off the event loop and only a few at a time.
// An unknown user costs the same as a wrong password (threat T13).
import { hash, verify } from '@node-rs/argon2';

/** Argon2id is the package's default; OWASP's floor is 19 MiB with 2 passes. Memory in KiB. */
const PARAMETERS = { memoryCost: 32_768, timeCost: 3, parallelism: 1 } as const;

/** How many hashes are computed at once; more would only take memory and cores from requests. */
const MAX_CONCURRENT = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** The hash of a password nobody knows, for logins of users that do not exist. */
let decoy: Promise<string> | undefined;

/** A PHC string with its parameters and salt. */
export async function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password, PARAMETERS));
}

/** Whether the password belongs to the hash; with null (no such user) false after the same work. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(crypto.randomUUID());
  const candidate = stored ?? (await decoy);
  const matches = await limited(() => verify(candidate, password));
  return stored !== null && matches;
}

/** Whether a stored hash was made with weaker parameters than today's, and should be made anew at login. */
export function needsRehash(stored: string): boolean {
  const { memoryCost, timeCost, parallelism } = PARAMETERS;
  return !stored.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}

/** A finished piece of work hands its place to the first that waits. */
async function limited<T>(work: () => Promise<T>): Promise<T> {
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

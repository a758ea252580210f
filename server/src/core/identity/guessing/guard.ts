// Attempts to prove who one is, under counters (threat T13): per canonical subject and per address, with growing
// delays and then a lock. What was never right is never told apart from what does not exist.
import { AppError } from '../../../base/errors.ts';
import { networkAround, networkCovers, parseIpAddress } from '../../../base/ip-network.ts';
import type { IpNetwork } from '../../../base/ip-network.ts';
import type { Origin } from '../../caller.ts';
import type { Ports } from '../../ports/deps.ts';
import type { GuessLimits } from './failures.ts';
import { guardsOf } from './guards.ts';
import { findLockedUntil, setLock } from './locks.ts';

/** Who is being claimed. All spellings of one name have to give one key. */
export interface GuessSubject {
  /** `unknown`: there is nobody of that name; counted alike, but its lock is kept in memory only. */
  readonly kind: 'user' | 'service' | 'unknown';
  readonly key: string;
  /** What an administrator knows the subject by; never what a stranger typed. */
  readonly name: string;
}

export const SUBJECT_LIMITS: GuessLimits = { free: 5, lockAt: 20 };
/** An address may stand for an office, so it may fail more often; it is not forgiven by a success of one of them. */
export const ADDRESS_LIMITS: GuessLimits = { free: 50, lockAt: 100 };

/** Reasons of `unauthenticated` and `forbidden` that mean a wrong guess. */
const WRONG: ReadonlySet<string> = new Set(['credentials', 'totp', 'mismatch', 'unknown-client']);

const LOOPBACK: readonly IpNetwork[] = [
  { family: 4, bits: 0x7f00_0000n, prefix: 8 },
  { family: 6, bits: 1n, prefix: 128 },
];

/**
 * Runs an attempt if the subject and the address may try now: `rate-limited` with the seconds to wait otherwise,
 * without having looked at the credential. A refusal whose reason means a wrong guess is counted; success forgets
 * the subject's failures.
 */
export async function guarded<T>(
  ports: Ports,
  origin: Origin,
  subject: GuessSubject,
  attempt: () => Promise<T>,
): Promise<T> {
  const { failures, turnstile } = guardsOf(ports);
  return turnstile.pass(subject.key, async () => {
    const address = addressSubject(ports, origin);
    await refuseTooMany(ports, subject, SUBJECT_LIMITS);
    if (address !== null) await refuseTooMany(ports, address, ADDRESS_LIMITS);
    try {
      const result = await attempt();
      failures.clear(subject.key);
      return result;
    } catch (error) {
      if (error instanceof AppError && WRONG.has(error.details.reason ?? '')) {
        await noteFailure(ports, origin, subject, SUBJECT_LIMITS);
        if (address !== null) await noteFailure(ports, origin, address, ADDRESS_LIMITS);
      }
      throw error;
    }
  });
}

interface Counted {
  readonly kind: GuessSubject['kind'] | 'address';
  readonly key: string;
  readonly name: string;
}

async function refuseTooMany(ports: Ports, subject: Counted, limits: GuessLimits): Promise<void> {
  const now = ports.clock.now();
  const { failures, unknownLocks } = guardsOf(ports);
  const lockedUntil =
    subject.kind === 'unknown' ? unknownLocks.get(subject.key) : await findLockedUntil(ports, subject.key);
  const waitMs = Math.max((lockedUntil ?? 0) - now, failures.waitMs(subject.key, limits, now));
  if (waitMs <= 0) return;
  throw new AppError('rate-limited', 'Too many failed sign-ins. Wait before you try again.', {
    details: { retryAfterSeconds: Math.ceil(waitMs / 1000), reason: 'too-many-failures' },
  });
}

async function noteFailure(
  ports: Ports,
  origin: Origin,
  subject: Counted,
  limits: GuessLimits,
): Promise<void> {
  const now = ports.clock.now();
  const { failures, unknownLocks } = guardsOf(ports);
  if (!failures.fail(subject.key, limits, now)) return;
  if (subject.kind === 'unknown') noteUnknownLock(unknownLocks, subject.key, now);
  else await setLock(ports, origin, { kind: subject.kind, key: subject.key, name: subject.name });
}

const UNKNOWN_LOCK_MS = 15 * 60_000;
const MAX_UNKNOWN_LOCKS = 10_000;

function noteUnknownLock(locks: Map<string, number>, key: string, now: number): void {
  locks.delete(key);
  locks.set(key, now + UNKNOWN_LOCK_MS);
  const [oldest] = locks.keys();
  if (locks.size > MAX_UNKNOWN_LOCKS && oldest !== undefined) locks.delete(oldest);
}

/** The peer's network: its address, or the /64 of an IPv6 one; null where one address stands for many clients. */
function addressSubject(ports: Ports, origin: Origin): Counted | null {
  const address = parseIpAddress(origin.address);
  if (address === null) return null;
  const shared = ports.settings.sharedNetworks ?? LOOPBACK;
  if (shared.some((network) => networkCovers(network, address))) return null;
  const name = networkOf(origin);
  return { kind: 'address', key: `address:${name}`, name };
}

/** The text of the network that an origin's failures are counted under. */
export function networkOf(origin: Origin): string {
  const address = parseIpAddress(origin.address);
  return address === null ? origin.address : networkAround(address, { 4: 32, 6: 64 });
}

// What a running server tells of itself: whether it serves, whether its clock agrees, and whether its stored rows are
// what it wrote.
import { PolyvaultError } from '@polyvault/sdk';
import type { Client } from '@polyvault/sdk';

import { CERTIFICATE_HINT, certificateProblem } from '../failure.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const CLOCK_WARN_MS = 5000;
const CLOCK_FAIL_MS = 60_000;
/** A date header has whole seconds. */
const ROUNDING_MS = 1000;

interface Integrity {
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly visited: number;
  readonly visitedBefore: number;
  readonly found: number;
  readonly findings: readonly { readonly table: string; readonly key: string; readonly problem: string }[];
}

/** Whether it answers, and how far its clock is from ours; needs no token. */
export async function checkHealth(server: string): Promise<readonly Finding[]> {
  let response: Response;
  const before = Date.now();
  try {
    response = await fetch(`${server}/healthz`, { redirect: 'error', signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    const certificate = certificateProblem(error);
    if (certificate !== null) return [finding('server', 'fail', `${certificate} ${CERTIFICATE_HINT}`)];
    return [finding('server', 'fail', `nothing answers at ${server}`)];
  }
  const between = (before + Date.now()) / 2;
  const served =
    response.status === 200
      ? finding('server', 'ok', `serves at ${server}`)
      : finding('server', 'fail', `answers ${response.status}: sealed, or without its database`);
  return [served, checkClock(Date.parse(response.headers.get('date') ?? ''), between)];
}

/** The server's clock against ours, both in milliseconds. */
export function checkClock(theirs: number, ours: number): Finding {
  if (Number.isNaN(theirs)) return finding('clock', 'skip', 'the server does not tell its time');
  const apart = Math.max(0, Math.abs(theirs - ours) - ROUNDING_MS);
  const seconds = Math.round(apart / 1000);
  if (apart > CLOCK_FAIL_MS) return finding('clock', 'fail', `${seconds} s away from the clock here`);
  if (apart > CLOCK_WARN_MS) return finding('clock', 'warn', `${seconds} s away from the clock here`);
  return finding('clock', 'ok', 'agrees with the clock here');
}

export async function checkIntegrity(client: Client): Promise<readonly Finding[]> {
  try {
    const { body } = await client.send({ method: 'GET', path: '/pv/v1/integrity' });
    return judgeIntegrity(body as Integrity, Date.now());
  } catch (error) {
    if (!(error instanceof PolyvaultError)) throw error;
    if (error.code === 'forbidden') {
      return [finding('integrity', 'skip', 'only an administrator may ask for it')];
    }
    return [finding('integrity', 'skip', error.message)];
  }
}

/** `now` in milliseconds. */
export function judgeIntegrity(report: Integrity, now: number): readonly Finding[] {
  const bad = report.findings.map(({ table, key, problem }) =>
    finding('integrity', 'fail', `a row of ${table} does not verify (${problem}): ${key}`),
  );
  const unlisted = report.found - report.findings.length;
  const rest = unlisted > 0 ? [finding('integrity', 'fail', `${unlisted} more rows do not verify`)] : [];
  return [...bad, ...rest, judgeRound(report, now)];
}

function judgeRound({ startedAt, completedAt, visited, visitedBefore }: Integrity, now: number): Finding {
  const since = Date.parse(completedAt ?? startedAt ?? '');
  if (completedAt === null && (Number.isNaN(since) || now - since < DAY_MS)) {
    return finding('integrity', 'ok', `the first visit of all rows is under way, ${visited} so far`);
  }
  if (now - since > DAY_MS) {
    return finding('integrity', 'warn', 'the last visit of all rows ended more than 24 hours ago');
  }
  return finding('integrity', 'ok', `all ${visitedBefore} rows were visited within 24 hours`);
}

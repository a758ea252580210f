// Ways to falsify an export of the audit log, drawn from a seed, and whether a report finds each and says where.
import { createHash } from 'node:crypto';

import type { AuditReport } from '../../sdk/src/audit/index.ts';

/** Numbers from 0 up to, and not with, `below`; the same ones for the same seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export interface Tampering {
  readonly kind: string;
  /** The lines after it. */
  readonly lines: readonly string[];
  /** A report that names one of these events, or a range of events that reaches into them, has located it. */
  readonly events: readonly number[];
  /** Or one of these lines, where no event was touched. */
  readonly wholeLog?: true;
}

type Random = ReturnType<typeof seeded>;

const EVENT = /^\{"hash":"(.{44})","event":(.*)\}$/;

/** Where in the lines the events stand. */
export function eventLines(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, index) => (EVENT.test(line) ? [index] : []));
}

export function seqOf(line: string): number {
  return Number(/"seq":(\d+)/.exec(line)?.[1]);
}

/** One falsification of an export; every kind is as likely as another. */
export function tamper(lines: readonly string[], random: Random): Tampering {
  const kinds = [flip, drop, swap, duplicate, truncate, reTime, reHash, rewrite, splitField, moveFar];
  const kind = kinds[random(kinds.length)] ?? flip;
  return { kind: kind.name, ...kind(lines, random) };
}

type Falsify = (lines: readonly string[], random: Random) => Omit<Tampering, 'kind'>;

const pick = (lines: readonly string[], random: Random): number => {
  const at = eventLines(lines);
  return at[random(at.length)] ?? 0;
};
const lineAt = (lines: readonly string[], index: number): string => lines[index] ?? '';

/** One bit of one byte anywhere, line ends left whole. */
const flip: Falsify = (lines, random) => {
  const index = random(lines.length);
  const bytes = Buffer.from(lineAt(lines, index));
  for (;;) {
    const at = random(bytes.length);
    const bit = 1 << random(8);
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ bit;
    // Only bytes that stay one line of valid text, so that the flip is the one change.
    if (flipped.includes(0x0a) || flipped.toString() === bytes.toString()) continue;
    if (Buffer.from(flipped.toString()).compare(flipped) !== 0) continue;
    const seq = seqOf(lineAt(lines, index));
    const isEvent = EVENT.test(lineAt(lines, index));
    return {
      lines: lines.with(index, flipped.toString()),
      events: isEvent ? [seq] : [],
      ...(isEvent ? {} : { wholeLog: true as const }),
    };
  }
};

const drop: Falsify = (lines, random) => {
  const index = pick(lines, random);
  return { lines: lines.toSpliced(index, 1), events: [seqOf(lineAt(lines, index))] };
};

const swap: Falsify = (lines, random) => {
  const first = pick(lines, random);
  let second = first;
  while (second === first) second = pick(lines, random);
  const swapped = lines.with(first, lineAt(lines, second)).with(second, lineAt(lines, first));
  return { lines: swapped, events: [seqOf(lineAt(lines, first)), seqOf(lineAt(lines, second))] };
};

const duplicate: Falsify = (lines, random) => {
  const index = pick(lines, random);
  const to = index + 1 + random(lines.length - index - 1);
  return { lines: lines.toSpliced(to, 0, lineAt(lines, index)), events: [seqOf(lineAt(lines, index))] };
};

/** Everything behind a line goes, and sometimes the last checkpoint that is left is put there as if it were the end. */
const truncate: Falsify = (lines, random) => {
  const index = pick(lines, random);
  const kept = lines.slice(0, index);
  const checkpoint = kept.findLast((line) => line.startsWith('{"checkpoint"'));
  if (checkpoint !== undefined && random(2) === 0) kept.splice(kept.lastIndexOf(checkpoint) + 1);
  const last = kept.findLast((line) => EVENT.test(line));
  return { lines: kept, events: [last === undefined ? 1 : seqOf(last) + 1] };
};

const reTime: Falsify = (lines, random) => {
  const index = pick(lines, random);
  const line = lineAt(lines, index).replace(
    /"time":(\d+)/,
    (_, time: string) => `"time":${Number(time) - 1000}`,
  );
  return { lines: lines.with(index, line), events: [seqOf(line)] };
};

/** The event is changed and gets the hash of its new text. */
const reHash: Falsify = (lines, random) => {
  const index = pick(lines, random);
  const line = forge(lineAt(lines, index), null);
  return { lines: lines.with(index, line), events: [seqOf(line)] };
};

/** The event is changed, and every event behind it is chained anew: only the signed roots tell. */
const rewrite: Falsify = (lines, random) => {
  const index = pick(lines, random);
  const forged = [...lines];
  let prev: string | null = null;
  for (const at of eventLines(lines).filter((line) => line >= index)) {
    forged[at] = forge(lineAt(lines, at), prev, at === index);
    prev = EVENT.exec(forged[at])?.[1] ?? '';
  }
  return { lines: forged, events: [seqOf(lineAt(lines, index))] };
};

/** Another outcome, in the member that says it. */
const splitField: Falsify = (lines, random) => {
  const index = pick(lines, random);
  const line = lineAt(lines, index);
  const other = line.includes('"outcome":"ok"') ? 'denied' : 'ok';
  return {
    lines: lines.with(index, line.replace(/"outcome":"\w+"/, `"outcome":"${other}"`)),
    events: [seqOf(line)],
  };
};

/** An event is taken out and put in elsewhere. */
const moveFar: Falsify = (lines, random) => {
  const at = eventLines(lines);
  const from = random(at.length - 2);
  const to = from + 1 + random(at.length - from - 1);
  const line = lineAt(lines, at[from] ?? 0);
  const moved = lines.toSpliced(at[from] ?? 0, 1).toSpliced(at[to] ?? 0, 0, line);
  const between = at.slice(from, to + 1).map((index) => seqOf(lineAt(lines, index)));
  return { lines: moved, events: between };
};

function forge(line: string, prev: string | null, change = true): string {
  let body = EVENT.exec(line)?.[2] ?? '';
  if (prev !== null) body = body.replace(/"prev":"[^"]*"/, `"prev":"${prev}"`);
  if (change) body = body.replace(/"requestId":"/, '"requestId":"x');
  const hash = createHash('sha256').update('\0').update(body).digest('base64');
  return `{"hash":"${hash}","event":${body}}`;
}

/** Whether the report finds the tampering and says where; the reason when it does not. */
export function judge({ events, wholeLog }: Tampering, report: AuditReport): string | null {
  if (report.ok) return 'was not found';
  if (wholeLog === true) return null;
  const located = report.problems.some(({ event, through }) => {
    return event !== null && events.some((seq) => event <= seq && seq <= (through ?? event));
  });
  if (located) return null;
  return `was not located: ${report.problems.map(({ message }) => message).join('; ')}`;
}

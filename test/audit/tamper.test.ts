// Proves that the offline verifier finds and locates what is done to a log, and takes no good log for a bad one.
// Seeded: a failure names the seed that shows it again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { verifyAuditExport } from '../../sdk/src/audit/index.ts';
import { auditDraft } from '../stores/rows.ts';
import { bytesOf, openExportingCore } from './exports.ts';
import type { ExportingCore } from './exports.ts';
import { eventLines, judge, seeded, tamper } from './tamperings.ts';
import type { Tampering } from './tamperings.ts';

const SHORT = 1800;
const LONG = 200;
const GOOD = 100;

let log: ExportingCore;
let keys = '';
let short: readonly string[] = [];
let long: readonly string[] = [];
/** The newest checkpoint that somebody saw before the log was falsified. */
let seenShort = '';
let seenLong = '';
let kept = '';

const lastNote = (lines: readonly string[]): string =>
  (JSON.parse(lines.at(-1) ?? '') as { checkpoint: string }).checkpoint;

before(async () => {
  log = await openExportingCore();
  keys = await log.keys();
  await log.write(40, 9);
  short = await log.lines();
  seenShort = lastNote(short);
  kept = seenShort;
  for (let round = 0; round < 4; round += 1) {
    const drafts = Array.from({ length: 700 }, (_, index) =>
      auditDraft('secret.read', { time: 1e12 + index }),
    );
    await log.store.commit([], drafts);
    await log.checkpoint();
  }
  long = await log.lines();
  seenLong = lastNote(long);
});
after(() => log.close());

async function outcome(tampering: Tampering, seen: string): Promise<string | null> {
  return judge(tampering, await verifyAuditExport(bytesOf(tampering.lines), { keys, oldCheckpoint: seen }));
}

test(`${SHORT + LONG} random tamperings: all found and located`, async (t) => {
  assert.ok(eventLines(short).length > 40 && eventLines(long).length > 2800);
  assert.ok(long.filter((line) => line.startsWith('{"checkpoint"')).length >= 3);
  const counts = new Map<string, number>();
  for (let seed = 0; seed < SHORT + LONG; seed += 1) {
    const isLong = seed >= SHORT;
    const tampering = tamper(isLong ? long : short, seeded(seed));
    const failure = await outcome(tampering, isLong ? seenLong : seenShort);
    assert.equal(failure, null, `seed ${seed}: ${tampering.kind} ${failure ?? ''}`);
    counts.set(tampering.kind, (counts.get(tampering.kind) ?? 0) + 1);
  }
  assert.equal(counts.size, 10);
  t.diagnostic([...counts].map(([kind, count]) => `${kind} ${count}`).join(', '));
});

test(`${GOOD} good logs: no false alarm, whole ones, parts, and one behind a cut`, async () => {
  const random = seeded(7);
  const verify = async (lines: readonly string[], old?: string) => {
    const options = old === undefined ? { keys } : { keys, oldCheckpoint: old };
    const report = await verifyAuditExport(bytesOf(lines), options);
    assert.deepEqual(report.problems, []);
    assert.ok(report.ok && report.size !== null);
    return report;
  };
  await verify(short, seenShort);
  await verify(long, seenLong);
  await verify(long, kept);
  for (let index = 3; index < GOOD; index += 1) {
    await log.write(random(4) + 1, random(3) + 1);
    const from = random(3000) + 1;
    const report = await verify(await log.lines({ from, to: from + random(500) }));
    assert.ok(report.start < from);
  }
  const { size } = await log.core.cutAudit(log.administrator, { upTo: 1500 });
  const behind = await verify(await log.lines(), seenLong);
  assert.equal(behind.start, size);
  await verify(long, kept);
});

test('the judge can fail: an untouched log, and a tampering that a report puts elsewhere', async () => {
  const untouched: Tampering = { kind: 'nothing', lines: short, events: [3] };
  assert.equal(await outcome(untouched, seenShort), 'was not found');
  const { lines } = tamper(short, seeded(1));
  const elsewhere: Tampering = { kind: 'elsewhere', lines, events: [100_000] };
  assert.match((await outcome(elsewhere, seenShort)) ?? '', /^was not located/);
});

test('without the old checkpoint a log that ends at an earlier one passes; with it the loss is found', async () => {
  const first = long.findIndex((line) => line.startsWith('{"checkpoint"'));
  const shorter = bytesOf(long.slice(0, first + 1));
  assert.equal((await verifyAuditExport(shorter, { keys })).ok, true);
  const report = await verifyAuditExport(shorter, { keys, oldCheckpoint: seenLong });
  assert.deepEqual(
    report.problems.map(({ kind }) => kind),
    ['old-checkpoint'],
  );
});

test('a log of other keys does not verify, and neither does an old checkpoint of theirs', async () => {
  const other = await openExportingCore();
  try {
    const otherKeys = await other.keys();
    const report = await verifyAuditExport(bytesOf(short), { keys: otherKeys });
    assert.ok(report.problems.some(({ kind }) => kind === 'signature'));
    const seen = await other.checkpoint();
    await assert.rejects(verifyAuditExport(bytesOf(short), { keys, oldCheckpoint: seen }), TypeError);
  } finally {
    await other.close();
  }
});

test('events verified per second, for the record', async (t) => {
  const bytes = bytesOf(long);
  const events = eventLines(long).length;
  await verifyAuditExport(bytes, { keys });
  const rounds = 20;
  const start = performance.now();
  for (let round = 0; round < rounds; round += 1) await verifyAuditExport(bytes, { keys });
  const perSecond = (events * rounds) / ((performance.now() - start) / 1000);
  t.diagnostic(`${Math.round(perSecond)} events verified per second`);
});

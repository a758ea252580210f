// The page that the benchmark writes: machine, date, method, a table, a small chart, and each line with its verdict.
import { arch, cpus, release, totalmem } from 'node:os';

import type { Figures, Line } from './judge.ts';

export interface PageInput {
  readonly rows: readonly (readonly [name: string, figures: Figures])[];
  readonly lines: readonly Line[];
  readonly notes: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly load: number;
}

const BAR = 40;

export function page({ rows, lines, notes, rounds, seconds, load }: PageInput): string {
  const most = Math.max(...rows.map(([, { perSecond }]) => perSecond));
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    '# Performance',
    '',
    'Written by `npm run bench`; do not edit it by hand.',
    '',
    `- Machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} processors, ` +
      `${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${release()} ${arch()}`,
    `- Node ${process.version}; ${new Date().toISOString().slice(0, 16)}Z; load average at the beginning ${load.toFixed(1)}`,
    `- Method: every scenario in turn, ${rounds} rounds of ${seconds} s each; figures are medians of the rounds, ratios are`,
    '  medians of the ratios within a round. Bare is `node:http` alone with a JSON answer of 300 bytes, sent the very same',
    '  request bytes. Closed loop, one request under way on each connection (no pipelining), from a process of its own. CPU',
    '  is user and system time of the whole server process, its writer thread included, from /proc. 2,000 different secrets',
    '  are read in turn.',
    ...notes.map((note) => `- ${note}`),
    '',
    '## What it must show',
    '',
    '| Line | Measured | Wanted | |',
    '| --- | ---: | ---: | --- |',
    ...lines.map(
      ({ name, measured, atLeast, atMost, verdict }) =>
        `| ${name} | ${short(measured)} | ${atLeast === undefined ? `at most ${String(atMost)}` : `at least ${atLeast}`} | ${verdict} |`,
    ),
    '',
    '## Figures',
    '',
    '| Scenario | Requests a second | CPU µs a request | p50 ms | p99 ms |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(
      ([name, { perSecond, cpu, p50, p99 }]) =>
        `| ${name} | ${perSecond.toFixed(0)} | ${cpu.toFixed(1)} | ${p50.toFixed(2)} | ${p99.toFixed(2)} |`,
    ),
    '',
    '```text',
    ...rows.map(
      ([name, { perSecond }]) =>
        `${name.padEnd(width)} ${'#'.repeat(Math.max(1, Math.round((perSecond / most) * BAR)))} ${perSecond.toFixed(0)}/s`,
    ),
    '```',
    '',
  ].join('\n');
}

function short(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(3);
}

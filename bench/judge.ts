// Each line of what the benchmark has to show: what was measured, what it should be, and whether it is.

export interface Figures {
  readonly perSecond: number;
  /** Of the server process with all of its threads, in microseconds a request. */
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Line {
  readonly name: string;
  readonly measured: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly verdict: 'met' | 'missed';
}

export interface Measured {
  /** The median over the rounds of a figure of one scenario divided by that of another one in the same round. */
  readonly ratio: (of: string, to: string, figure: keyof Figures) => number;
  readonly startMilliseconds: number;
  readonly idleBytes: number;
  readonly peakBytes: number;
  readonly openLoopRead: number;
  readonly openLoopBare: number;
}

const MIB = 2 ** 20;

export function judge(measured: Measured): Line[] {
  const { ratio } = measured;
  const lines: Line[] = [];
  const least = (name: string, value: number, atLeast: number) =>
    lines.push({ name, measured: value, atLeast, verdict: value >= atLeast ? 'met' : 'missed' });
  const most = (name: string, value: number, atMost: number) =>
    lines.push({ name, measured: value, atMost, verdict: value <= atMost ? 'met' : 'missed' });
  least('audited read / bare, throughput at 64 connections (floor)', ratio('read', 'bare', 'perSecond'), 0.3);
  least('audited read / bare, throughput at 64 connections (aim)', ratio('read', 'bare', 'perSecond'), 0.45);
  most('audited read / bare, CPU a request', ratio('read', 'bare', 'cpu'), 2.2);
  most(
    'p99 at half of the peak / bare p99 at half of its peak',
    measured.openLoopRead / measured.openLoopBare,
    5,
  );
  least('durable replace / bare PUT, throughput', ratio('replace', 'bare PUT', 'perSecond'), 0.2);
  least(
    'durable replace / one commit each, throughput',
    ratio('replace', 'replace, one commit each', 'perSecond'),
    4,
  );
  least('read, large store / small store', ratio('read, large store', 'read', 'perSecond'), 0.85);
  least('replace, large store / small store', ratio('replace, large store', 'replace', 'perSecond'), 0.85);
  most(
    'list of 30 on the large store / read, CPU',
    ratio('list of 30 with search, large store', 'read, large store', 'cpu'),
    3,
  );
  for (const dialect of ['coder', 'fandogh', 'appgate']) {
    most(`${dialect} list / native read, CPU`, ratio(`${dialect} list`, 'read', 'cpu'), 1.3);
  }
  most('start on the large store to the first answer, ms', measured.startMilliseconds, 1000);
  most('idle memory on the large store, MiB', measured.idleBytes / MIB, 120);
  most('most memory under load, MiB', measured.peakBytes / MIB, 250);
  return lines;
}

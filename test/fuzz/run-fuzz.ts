// One fuzz run: a server of its own, the corpus and its mutations, then the checks that the server is still whole.
// Everything depends on the seed but the order in which answers come.
import type { JsonObject } from '../conformance/json.ts';
import { OLARES_APP } from '../support/dialect-clients.ts';
import { Attack } from './attack.ts';
import { FAULTS, startBrokenProxy, type Fault } from './broken-proxy.ts';
import { caseTemplates, CORPUS_APP, mergedBootstrap, type Template } from './corpus.ts';
import { checkAudit } from './final-audit.ts';
import { checkTraffic } from './final-traffic.ts';
import { passwordOf } from './marks.ts';
import { openapiTemplates } from './openapi-templates.ts';
import { Random } from './random.ts';
import { startProcess } from './server-process.ts';
import { Session, WARDEN } from './session.ts';

export const DIALECTS = ['fandogh', 'appgate', 'olares', 'coder', 'native'] as const;
export type FuzzedDialect = (typeof DIALECTS)[number];

export interface FuzzOptions {
  readonly dialect: FuzzedDialect;
  readonly requests: number;
  readonly seed: number;
  /** Sends this one alone, after the corpus. */
  readonly only?: number;
  /** Plants faults into answers, one in so many refusals. */
  readonly breakOneIn?: number;
  readonly progress?: (line: string) => void;
}

export interface FuzzResult {
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, number | string>>;
  /** Faults that were planted, and those of them that no oracle caught. */
  readonly planted: number;
  readonly missed: readonly Fault[];
}

const MOST_GROWTH_MIB = 300;
const OPS = ['notes', 'second', 'one'].flatMap((workspace) =>
  ['Create', 'Retrieve', 'Update', 'List', 'Delete'].map((op) => `${op}Secret?workspace=${workspace}`),
);

export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { dialect, seed } = options;
  const bootstrap = toBootstrap(dialect);
  const server = await startProcess(bootstrap);
  const proxy =
    options.breakOneIn === undefined ? null : await startBrokenProxy(server.port, options.breakOneIn);
  try {
    const session = await Session.open(
      server,
      bootstrap.users.map(({ username }) => username).filter((name) => name !== WARDEN),
      OPS,
    );
    const run = new Attack(
      { ...options, tellAll: proxy !== null },
      await corpusOf(dialect, seed, server.base),
      session,
      proxy?.port ?? server.port,
    );
    const report = (problem: string) => run.report(problem);
    await run.sendCorpus();
    const before = server.residentMiB();
    const started = performance.now();
    await run.sendMutated();
    const seconds = (performance.now() - started) / 1000;
    const after = server.residentMiB();
    if (after > before + MOST_GROWTH_MIB) report(`memory has grown from ${before} to ${after} MiB`);
    if (server.exitCode() !== null) report('the server has ended');
    await session.maintain();
    const { events, cut } = await checkAudit(server, session.token(WARDEN), report);
    if (cut > 0 && dialect !== 'native') report('the audit log has lost its start');
    await checkTraffic(server, session.token(WARDEN), report).catch((error: unknown) => {
      report(`after all of it, a client cannot even sign in: ${String(error)}`);
    });
    run.problems.push(...server.findings);
    const missed = [...(proxy?.planted.keys() ?? [])].filter(
      (fault) => !run.problems.some((problem) => FAULTS[fault].test(problem)),
    );
    const planted = [...(proxy?.planted.values() ?? [])].reduce((sum, count) => sum + count, 0);
    return {
      problems: run.problems,
      planted,
      missed,
      figures: {
        ...run.figures(),
        seconds: Number(seconds.toFixed(1)),
        perSecond: Math.round(run.sent / seconds),
        residentBefore: before,
        residentAfter: after,
        auditEvents: events,
        auditCut: cut,
        logLines: server.logLines(),
        broughtBack: session.healed,
        standIns: session.standIns,
      },
    };
  } finally {
    proxy?.close();
    await server.close();
  }
}

async function corpusOf(dialect: FuzzedDialect, seed: number, base: string): Promise<readonly Template[]> {
  const templates = caseTemplates(dialect);
  if (dialect !== 'native') return templates;
  const document = (await (await fetch(`${base}/pv/openapi.json`)).json()) as JsonObject;
  return [...templates, ...openapiTemplates(document, new Random(seed))];
}

function toBootstrap(dialect: FuzzedDialect) {
  const merged = mergedBootstrap(dialect);
  const names = new Set([WARDEN, 'alice', 'bob', 'mallory', ...merged.users]);
  return {
    users: [...names].map((username) => ({
      username,
      email: `${username}@example.com`,
      password: passwordOf(username),
      admin: username === WARDEN || username === 'alice',
    })),
    grants: merged.grants,
    fandogh: merged.fandogh,
    olares: {
      apps: [
        { ...CORPUS_APP, ops: OPS },
        { ...OLARES_APP, user: WARDEN, ops: OPS },
      ],
    },
  };
}

// One fuzz run: a server of its own, the corpus once as it is, then mutated requests over several connections, then the
// checks that the server is still whole. Everything depends on the seed but the order in which answers come.
import type { JsonObject } from '../conformance/json.ts';
import { FAULTS, startBrokenProxy, type Fault } from './broken-proxy.ts';
import { Connection, exchangeAlone, type Answer } from './connection.ts';
import { caseTemplates, CORPUS_APP, createDraw, mergedBootstrap, toDraft, type Template } from './corpus.ts';
import { toBytes, travelsAlone, type Draft } from './draft.ts';
import { checkAudit } from './final-audit.ts';
import { hostileFor } from './hostile.ts';
import { masked, passwordOf } from './marks.ts';
import { mutate } from './mutate.ts';
import { openapiTemplates } from './openapi-templates.ts';
import { judgeAnswer, ownerOf } from './oracles.ts';
import { Random } from './random.ts';
import { startProcess } from './server-process.ts';
import { Session, WARDEN } from './session.ts';
import { OLARES_APP, signInEverywhere } from '../support/dialect-clients.ts';
import type { TestServer } from '../support/server.ts';

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

const CONNECTIONS = 12;
const MAINTAIN_EVERY = 600;
const SWEEP_EVERY = 6000;
const MOST_PROBLEMS = 20;
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
    const run = new Run(options, session, proxy?.port ?? server.port);
    run.templates = await corpusOf(dialect, seed, server.base);
    await run.sendCorpus();
    const before = server.residentMiB();
    const started = performance.now();
    await run.sendMutated();
    const seconds = (performance.now() - started) / 1000;
    const after = server.residentMiB();
    if (after > before + MOST_GROWTH_MIB) run.report(`memory has grown from ${before} to ${after} MiB`);
    if (server.exitCode() !== null) run.report('the server has ended');
    await session.maintain();
    const { events, cut } = await checkAudit(server, session.token(WARDEN), (problem) => run.report(problem));
    if (cut > 0 && dialect !== 'native') run.report('the audit log has lost its start');
    await checkTraffic(server, session.token(WARDEN), run).catch((error: unknown) => {
      run.report(`after all of it, a client cannot even sign in: ${String(error)}`);
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

class Run {
  readonly problems: string[] = [];
  templates: readonly Template[] = [];
  sent = 0;
  readonly #options: FuzzOptions;
  readonly #session: Session;
  readonly #port: number;
  readonly #statuses = new Map<string, number>();
  readonly #kinds = new Set<string>();
  #valid = 0;
  #accepted = 0;
  #alone = 0;
  #unanswered = 0;
  #problemCount = 0;

  constructor(options: FuzzOptions, session: Session, port: number) {
    this.#options = options;
    this.#session = session;
    this.#port = port;
  }

  report(problem: string): void {
    this.#problemCount += 1;
    if (this.problems.length < MOST_PROBLEMS || this.#options.breakOneIn !== undefined)
      this.problems.push(problem);
  }

  figures() {
    const statuses = [...this.#statuses].sort(([a], [b]) => a.localeCompare(b));
    return {
      requests: this.sent,
      corpus: this.#valid,
      corpusAccepted: this.#accepted,
      alone: this.#alone,
      aloneUnanswered: this.#unanswered,
      statuses: statuses.map(([status, count]) => `${status}:${count}`).join(' '),
      problems: this.#problemCount,
    };
  }

  /** Every request of the corpus as it is, in order, so that what later ones read is there. */
  async sendCorpus(): Promise<void> {
    const connection = new Connection(this.#port);
    for (const [index, template] of this.templates.entries()) {
      const random = new Random(this.#options.seed, -1 - index);
      const answers = await this.#send(
        toDraft(template, this.#session, random, index),
        `corpus ${index}`,
        connection,
      );
      this.#valid += 1;
      if (answers.some(({ status }) => status < 400)) this.#accepted += 1;
      if (index % 100 === 99) await this.#session.maintain();
    }
    connection.close();
    await this.#session.maintain();
    if (this.#accepted < this.#valid / 3) {
      this.report(`only ${this.#accepted} of ${this.#valid} requests of the corpus are accepted`);
    }
  }

  async sendMutated(): Promise<void> {
    const { requests, seed, only, progress } = this.#options;
    const draw = createDraw(this.templates);
    const hostile = hostileFor(seed);
    let next = only ?? 0;
    const end = only === undefined ? requests : only + 1;
    const work = async (): Promise<void> => {
      const connection = new Connection(this.#port);
      while (next < end && this.problems.length < MOST_PROBLEMS * 50) {
        const index = next;
        next += 1;
        if (index % MAINTAIN_EVERY === MAINTAIN_EVERY - 1) await this.#session.maintain();
        if (index % SWEEP_EVERY === SWEEP_EVERY - 1) await this.#session.sweep();
        if (index % 20_000 === 19_999) progress?.(`${index + 1} sent, ${this.#problemCount} problems`);
        const random = new Random(seed, index);
        const draft = toDraft(draw(random), this.#session, random, index);
        mutate(draft, random, hostile, this.#session);
        const answers = await this.#send(draft, `request ${index}`, connection);
        if (only !== undefined)
          progress?.(`${this.#describe(draft)}\n${answers.map(describeAnswer).join('\n')}`);
        this.sent += 1;
      }
      connection.close();
    };
    await Promise.all(Array.from({ length: only === undefined ? CONNECTIONS : 1 }, work));
  }

  async #send(draft: Draft, name: string, connection: Connection): Promise<readonly Answer[]> {
    const bytes = toBytes(draft, `127.0.0.1:${this.#port}`);
    const bodiless = draft.method === 'HEAD';
    const alone = travelsAlone(draft);
    let answers: readonly Answer[];
    try {
      answers = alone
        ? await exchangeAlone(this.#port, bytes, bodiless)
        : [await connection.exchange(bytes, bodiless)];
    } catch (error) {
      this.#found(draft, name, error instanceof Error ? error.message : String(error), null);
      return [];
    }
    if (alone) this.#alone += 1;
    if (answers.length === 0) this.#unanswered += 1;
    for (const answer of answers) {
      const status = String(answer.status);
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
      // More than one answer to a garbled head means that the server saw other requests than we wrote.
      const readable = draft.garble === null && answers.length === 1 && /^\/[\x21-\x7e]*$/.test(draft.path);
      const owner = readable ? ownerOf(draft.path) : null;
      for (const problem of judgeAnswer(answer, { owner, bodiless }))
        this.#found(draft, name, problem, answer);
      this.#session.learn(answer);
    }
    return answers;
  }

  /** The same problem of the same place is told once, except in the control. */
  #found(draft: Draft, name: string, problem: string, answer: Answer | null): void {
    const kind = `${problem} ${draft.method} ${draft.path.split('?', 1)[0]?.slice(0, 40) ?? ''}`;
    if (this.#kinds.has(kind) && this.#options.breakOneIn === undefined) {
      this.#problemCount += 1;
      return;
    }
    this.#kinds.add(kind);
    const { dialect, seed } = this.#options;
    const only = name.startsWith('request ') ? ` --only ${name.replace('request ', '')}` : ' --requests 0';
    const again = `npm run fuzz -- ${dialect} --seed ${seed}${only}`;
    const shown = answer === null ? '' : `\n  ${describeAnswer(answer)}`;
    this.report(`${name}: ${problem} (${again})\n  ${this.#describe(draft)}${shown}`);
  }

  #describe(draft: Draft): string {
    const headers = draft.headers.map(([name, value]) => `${name}: ${value.slice(0, 80)}`).join(' | ');
    const body = draft.body === null ? 'no body' : draft.body.toString().slice(0, 300);
    const text = `[${draft.notes.join(' ')}] ${draft.method} ${draft.path.slice(0, 200)} | ${headers} | ${body}`;
    return masked(text).replace(/[\x00-\x1f\x7f]/g, '\u2423');
  }
}

function describeAnswer({ status, headers, body }: Answer): string {
  return masked(`${status} ${headers.get('content-type') ?? 'no type'} ${body.toString().slice(0, 300)}`);
}

async function corpusOf(dialect: FuzzedDialect, seed: number, base: string): Promise<readonly Template[]> {
  const templates = caseTemplates(dialect);
  if (dialect !== 'native') return templates;
  const document = (await (await fetch(`${base}/pv/openapi.json`)).json()) as JsonObject;
  return [...templates, ...openapiTemplates(document, new Random(seed))];
}

/** Ordinary clients of every dialect sign in, write, read and list. */
async function checkTraffic(server: TestServer, token: string, run: Run): Promise<void> {
  const spaces = { native: 'apps/after', workspace: 'notes' };
  const { clients } = await signInEverywhere(server, spaces, token);
  for (const client of clients) {
    const name = `after-${Date.now() % 100_000}-${client.name}`;
    const created = await client.create(name, `value of ${name}`);
    const value = created.status < 300 ? await client.read?.(name) : undefined;
    const wrong = client.read !== undefined && value !== `value of ${name}`;
    if (created.status >= 300 || wrong || (await client.list()).status !== 200) {
      run.report(`after all of it, ${client.name} does not work: ${created.status} ${masked(created.text)}`);
    }
  }
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

// The requests of a run: the corpus once as it is, then mutated ones over several connections, each answer judged. What
// is wrong is told once for each place, with what repeats it.
import { Connection, exchangeAlone, type Answer } from './connection.ts';
import { createDraw, toDraft, type Template } from './corpus.ts';
import { toBytes, travelsAlone, type Draft } from './draft.ts';
import { hostileFor } from './hostile.ts';
import { masked } from './marks.ts';
import { mutate } from './mutate.ts';
import { judgeAnswer, ownerOf } from './oracles.ts';
import { Random } from './random.ts';
import type { Session } from './session.ts';

export interface AttackOptions {
  readonly dialect: string;
  readonly requests: number;
  readonly seed: number;
  /** Sends this one alone, after the corpus. */
  readonly only?: number;
  /** Tells every problem, also one that was told before of the same place. */
  readonly tellAll: boolean;
  readonly progress?: (line: string) => void;
}

const CONNECTIONS = 12;
const MAINTAIN_EVERY = 600;
const SWEEP_EVERY = 6000;
const MOST_PROBLEMS = 20;
const SLOW_SHARE = 8;

export class Attack {
  readonly problems: string[] = [];
  readonly #templates: readonly Template[];
  sent = 0;
  readonly #options: AttackOptions;
  readonly #session: Session;
  readonly #port: number;
  readonly #statuses = new Map<string, number>();
  readonly #kinds = new Set<string>();
  #valid = 0;
  #accepted = 0;
  #alone = 0;
  #unanswered = 0;
  #problemCount = 0;

  constructor(options: AttackOptions, templates: readonly Template[], session: Session, port: number) {
    this.#options = options;
    this.#templates = templates;
    this.#session = session;
    this.#port = port;
  }

  report(problem: string): void {
    this.#problemCount += 1;
    if (this.problems.length < MOST_PROBLEMS || this.#options.tellAll) this.problems.push(problem);
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

  /**
   * Every request of the corpus as it is, in order, so that what later ones read is there; of the slow ones, which sign
   * somebody in, a share.
   */
  async sendCorpus(): Promise<void> {
    const connection = new Connection(this.#port);
    let slow = 0;
    for (const [index, template] of this.#templates.entries()) {
      if (template.slow && (slow += 1) % SLOW_SHARE !== 0) continue;
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
    const draw = createDraw(this.#templates);
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
    if (this.#kinds.has(kind) && !this.#options.tellAll) {
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

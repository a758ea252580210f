// Verifies an export of the audit log with nothing but the export, a public key and, if there is one, a checkpoint that
// was seen before (docs/audit.md). It says which event is wrong, and goes on to find the next.
import { equalBytes, fromBase64, toBase64 } from './bytes.ts';
import { openCheckpoint, parseVerifierKey } from './checkpoint.ts';
import type { Checkpoint, VerifierKey } from './checkpoint.ts';
import { loadSha256 } from './hash.ts';
import type { Sha256 } from './hash.ts';
import { linesOf } from './lines.ts';
import { GrowingTree } from './tree.ts';

/**
 * What is wrong, and where: `event` is the sequence, or null when it is not about one; with `through` it is one or more
 * of the events from `event` to there. `line` counts from 1.
 */
export interface AuditProblem {
  readonly kind:
    | 'malformed'
    | 'changed'
    | 'missing'
    | 'out-of-place'
    | 'chain'
    | 'rewritten'
    | 'signature'
    | 'truncated'
    | 'old-checkpoint';
  readonly event: number | null;
  readonly through?: number;
  readonly line: number;
  readonly message: string;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly origin: string | null;
  /** How many events were read. */
  readonly events: number;
  /** Events up to this sequence are not in the export. */
  readonly start: number;
  /** The size of the newest checkpoint that holds. */
  readonly size: number | null;
  /** At most 100. */
  readonly problems: readonly AuditProblem[];
}

export interface VerifyOptions {
  /** The text of verifier keys, one on each line. */
  readonly keys: string;
  /** The signed note of an older checkpoint of the same log. */
  readonly oldCheckpoint?: string;
}

/** Throws TypeError when a key or the old checkpoint cannot be used at all; everything else is in the report. */
export async function verifyAuditExport(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: VerifyOptions,
): Promise<AuditReport> {
  const sha256 = await loadSha256();
  const texts = options.keys.split('\n').filter((line) => line.trim() !== '');
  if (texts.length === 0) throw new TypeError('There is no verifier key.');
  const keys = await Promise.all(texts.map((text) => parseVerifierKey(text, sha256)));
  let old: Checkpoint | null = null;
  if (options.oldCheckpoint !== undefined) {
    old = await openCheckpoint(options.oldCheckpoint, keys);
    if (old === null) throw new TypeError('The old checkpoint is not signed by this key.');
  }
  const verifier = new Verifier(keys, old, sha256);
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      if (!verifier.event(line)) await verifier.other(line);
    }
  }
  return verifier.end();
}

const EVENT_HEAD = '{"hash":"';
const EVENT_MIDDLE = '","event":';
/** Where the event's own text starts in its line. */
const BODY_AT = EVENT_HEAD.length + 44 + EVENT_MIDDLE.length;
const MAX_PROBLEMS = 100;
const decoder = new TextDecoder('latin1');

class Verifier {
  readonly #keys: readonly VerifierKey[];
  readonly #old: Checkpoint | null;
  readonly #sha256: Sha256;
  readonly #tree: GrowingTree;
  readonly #problems: AuditProblem[] = [];
  #leaf = new Uint8Array(4096);
  #line = 0;
  #lane: string | null = null;
  #origin: string | null = null;
  #start = 0;
  #events = 0;
  /** The sequence of the newest event that is in its place. */
  #seq = 0;
  /** What the next event may name as the one before: two after an event whose text and hash disagree. */
  #prev: readonly string[] = [''];
  /** Whether all since the last checkpoint that held was in order, so that the tree's root means something. */
  #whole = true;
  #held: number | null = null;
  /** The checkpoint of the last line, if that is what the last line was. */
  #last: number | null = null;
  #oldSeen = false;

  constructor(keys: readonly VerifierKey[], old: Checkpoint | null, sha256: Sha256) {
    this.#keys = keys;
    this.#old = old;
    this.#sha256 = sha256;
    this.#tree = new GrowingTree(sha256);
  }

  /** Takes the line of an event; false when it is none. */
  event(line: Uint8Array): boolean {
    if (this.#lane === null || line.length <= BODY_AT) return false;
    const head = decoder.decode(line.subarray(0, Math.min(line.length, BODY_AT + 200)));
    if (!head.startsWith(EVENT_HEAD) || !head.startsWith(EVENT_MIDDLE, BODY_AT - EVENT_MIDDLE.length)) {
      return false;
    }
    if (line.at(-1) !== 0x7d || line.at(-2) !== 0x7d) return false;
    this.#line += 1;
    this.#events += 1;
    this.#last = null;
    const told = head.slice(EVENT_HEAD.length, EVENT_HEAD.length + 44);
    const leaf = this.#hashOf(line);
    const hash = toBase64(leaf);
    const seq = this.#place(head.slice(BODY_AT), hash === told);
    if (seq === null) return true;
    if (hash !== told) this.#say('changed', seq, `event ${seq} was changed: its text does not have its hash`);
    this.#prev = hash === told ? [hash] : [hash, told];
    this.#seq = seq;
    this.#tree.append(leaf);
    if (seq === this.#old?.size) this.#compareOld(this.#tree.root());
    return true;
  }

  /** Any other line: the first one, or a checkpoint. */
  async other(line: Uint8Array): Promise<void> {
    this.#line += 1;
    this.#last = null;
    const value = parseObject(line);
    if (this.#lane === null) {
      await this.#begin(value);
    } else if (typeof value?.['checkpoint'] === 'string') {
      await this.#checkpoint(value['checkpoint']);
    } else {
      this.#say(
        'malformed',
        this.#seq + 1,
        `line ${this.#line} is no event; event ${this.#seq + 1} should be here`,
      );
    }
  }

  end(): AuditReport {
    if (this.#lane === null) this.#say('truncated', null, 'the export is empty');
    else if (this.#last === null) {
      this.#say('truncated', this.#seq + 1, `the export ends behind event ${this.#seq} without a checkpoint`);
    }
    if (this.#old !== null && !this.#oldSeen) {
      const { size } = this.#old;
      const message =
        size > this.#seq
          ? `the log had ${size} events when the old checkpoint was made, this export ends with event ${this.#seq}`
          : `the export starts behind event ${this.#start} and cannot be compared with the old checkpoint of ${size}`;
      this.#say('old-checkpoint', size > this.#seq ? this.#seq + 1 : null, message);
    }
    return {
      ok: this.#problems.length === 0,
      origin: this.#origin,
      events: this.#events,
      start: this.#start,
      size: this.#held,
      problems: this.#problems,
    };
  }

  async #begin(value: Readonly<Record<string, unknown>> | null): Promise<void> {
    const lane = value?.['lane'];
    if (value?.['format'] !== 'polyvault-audit-1' || typeof lane !== 'string') {
      this.#say('malformed', null, 'the first line is not that of an export');
      this.#lane = 'main';
      return;
    }
    this.#lane = lane;
    const start = value['start'] as Readonly<Record<string, unknown>> | null | undefined;
    if (start !== null) await this.#resume(start);
    if (this.#old !== null && this.#old.size === this.#start) this.#compareOld(this.#tree.root());
  }

  /** The export starts behind a checkpoint, whose subtrees must give its signed root. */
  async #resume(start: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    const { checkpoint: note, size, prev, frontier } = start ?? {};
    const checkpoint = typeof note === 'string' ? await openCheckpoint(note, this.#keys) : null;
    if (checkpoint === null) {
      this.#say('signature', null, 'the checkpoint at the start is not signed by this key');
      return;
    }
    this.#origin = checkpoint.origin;
    const subtrees = Array.isArray(frontier)
      ? frontier.map((text: unknown) => (typeof text === 'string' ? fromBase64(text) : null))
      : [];
    const whole = subtrees.filter((subtree) => subtree !== null);
    if (
      size !== checkpoint.size ||
      typeof prev !== 'string' ||
      whole.length !== subtrees.length ||
      !this.#tree.resume(checkpoint.size, whole) ||
      !equalBytes(this.#tree.root(), checkpoint.root)
    ) {
      this.#say('malformed', null, 'the first line does not fit its own checkpoint');
      return;
    }
    this.#start = checkpoint.size;
    this.#seq = checkpoint.size;
    this.#prev = [prev];
    this.#held = checkpoint.size;
  }

  /** The sequence under which an event is taken; null when it is not where it belongs. */
  #place(body: string, intact: boolean): number | null {
    const expected = this.#seq + 1;
    const place = `{"lane":${JSON.stringify(this.#lane)},"seq":${expected},"prev":"`;
    if (body.startsWith(place)) {
      const prev = body.slice(place.length, body.indexOf('"', place.length));
      if (!this.#prev.includes(prev)) {
        // An event that is changed itself is told as such; a whole one shows that the one before was another.
        if (intact) this.#say('chain', expected - 1, chainMessage(expected, this.#start));
        else this.#whole = false;
      }
      return expected;
    }
    const found = /^\{"lane":"[^"]*","seq":(\d{1,16}),"prev":"/.exec(body)?.[1];
    if (found === undefined || !intact) {
      this.#say('changed', expected, `event ${expected} was changed: its text does not have its place`);
      return expected;
    }
    const seq = Number(found);
    if (seq <= this.#seq) {
      this.#say(
        'out-of-place',
        seq,
        `event ${seq} is here again, or too late: event ${expected} should be here`,
      );
      return null;
    }
    const upTo = seq - 1;
    const range = upTo === expected ? `event ${expected} is` : `events ${expected} to ${upTo} are`;
    this.#say('missing', expected, `${range} missing: event ${seq} comes instead`);
    return seq;
  }

  async #checkpoint(note: string): Promise<void> {
    const checkpoint = await openCheckpoint(note, this.#keys);
    if (checkpoint === null || (this.#origin !== null && this.#origin !== checkpoint.origin)) {
      this.#say('signature', null, `the checkpoint behind event ${this.#seq} is not signed by this key`);
      return;
    }
    this.#origin = checkpoint.origin;
    const { size } = checkpoint;
    if (size > this.#seq) {
      this.#say(
        'missing',
        this.#seq + 1,
        `events ${this.#seq + 1} to ${size} are missing before their checkpoint`,
      );
      this.#seq = size;
    } else if (size < this.#seq) {
      this.#say(
        'out-of-place',
        size + 1,
        `the checkpoint of ${size} events stands behind event ${this.#seq}`,
      );
    } else if (this.#whole && !equalBytes(this.#tree.root(), checkpoint.root)) {
      this.#sayRange('rewritten', size, 'that were signed');
    } else if (this.#whole) {
      this.#held = size;
    }
    this.#last = size;
  }

  #compareOld(root: Uint8Array): void {
    this.#oldSeen = true;
    if (this.#old === null || !this.#whole || equalBytes(root, this.#old.root)) return;
    this.#sayRange('old-checkpoint', this.#old.size, 'of the old checkpoint');
  }

  #hashOf(line: Uint8Array): Uint8Array {
    const length = line.length - 1 - BODY_AT;
    if (this.#leaf.length < length + 1) this.#leaf = new Uint8Array(2 * length);
    this.#leaf.set(line.subarray(BODY_AT, line.length - 1), 1);
    return this.#sha256(this.#leaf.subarray(0, length + 1));
  }

  /** Somewhere behind the last checkpoint that held: the events are a chain, but another one. */
  #sayRange(kind: AuditProblem['kind'], through: number, which: string): void {
    const first = Math.min((this.#held ?? this.#start) + 1, through);
    this.#say(
      kind,
      first,
      `one or more of the events ${first} to ${through} are not those ${which}`,
      through,
    );
  }

  #say(kind: AuditProblem['kind'], event: number | null, message: string, through?: number): void {
    this.#whole = false;
    if (this.#problems.length >= MAX_PROBLEMS) return;
    this.#problems.push({
      kind,
      event,
      ...(through === undefined ? {} : { through }),
      line: this.#line,
      message,
    });
  }
}

function chainMessage(seq: number, start: number): string {
  return seq === start + 1
    ? `event ${seq} does not follow the start of the export`
    : `event ${seq - 1} is not the one that event ${seq} was written after`;
}

function parseObject(line: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

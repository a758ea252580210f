// Takes secrets out of what a command prints, byte for byte and across chunks: a beginning that may become a secret is
// held back until it is one or is none.
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

/** Shorter ones are words such as `true`; without them an output would become unreadable and tell more than it hides. */
export const SHORTEST_MASKED = 8;
const MASK = Buffer.from('[masked]');

/** What is looked for: whole values, and the lines of those that have several. */
export function maskedTexts(values: Iterable<string>): readonly Buffer[] {
  const texts = new Set<string>();
  for (const value of values) {
    for (const text of [value, value.trim(), ...value.split(/\r?\n/)]) {
      if (Buffer.byteLength(text) >= SHORTEST_MASKED) texts.add(text);
    }
  }
  return [...texts].map((text) => Buffer.from(text)).sort((a, b) => b.length - a.length);
}

export class Mask extends Transform {
  /** By their first byte, the longest first. */
  readonly #byFirst = new Map<number, Buffer[]>();
  #held: Buffer = Buffer.alloc(0);

  constructor(texts: readonly Buffer[]) {
    super();
    for (const text of texts) {
      const first = text[0];
      if (first === undefined) continue;
      const others = this.#byFirst.get(first) ?? [];
      others.push(text);
      this.#byFirst.set(first, others);
    }
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#pass(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]), false);
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#pass(this.#held, true);
    done();
  }

  #pass(bytes: Buffer, last: boolean): void {
    let from = 0;
    let at = 0;
    while (at < bytes.length) {
      const texts = this.#byFirst.get(bytes[at] ?? -1) ?? [];
      // Before a shorter one is taken out: a longer one that starts here may still come.
      if (!last && texts.some((text) => mayBecome(bytes, at, text))) break;
      const found = texts.find((text) => bytes.subarray(at, at + text.length).equals(text));
      if (found === undefined) {
        at += 1;
        continue;
      }
      if (at > from) this.push(bytes.subarray(from, at));
      this.push(MASK);
      at += found.length;
      from = at;
    }
    if (at > from) this.push(bytes.subarray(from, at));
    this.#held = bytes.subarray(at);
  }
}

function mayBecome(bytes: Buffer, at: number, text: Buffer): boolean {
  const length = bytes.length - at;
  return length < text.length && bytes.subarray(at).equals(text.subarray(0, length));
}

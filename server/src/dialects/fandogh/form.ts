// One JSON object of a request, read member by member: it collects every problem under the member's own name
// before anything is refused, so that a user sees all of them at once (fandogh.md 4.4, step 11).
import { RejectedInput, WHOLE_BODY, rejected } from './errors.ts';
import type { Messages } from './messages.ts';

const MAX_NAMED_UNKNOWNS = 10;

/** Where the problems of an inner object go: the outer list, and the outer member for what cannot be named. */
interface Outer {
  readonly problems: Map<string, string[]>;
  readonly member: string;
  readonly taken: ReadonlySet<string>;
}

export class Form {
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #messages: Messages;
  readonly #outer: Outer;

  /** Throws RejectedInput at once when the body is no object. */
  constructor(body: unknown, messages: Messages, outer?: Outer) {
    if (!isObject(body)) throw rejected(messages.bodyNotObject);
    this.#members = new Map(Object.entries(body));
    this.#messages = messages;
    this.#outer = outer ?? { problems: new Map(), member: WHOLE_BODY, taken: new Set() };
  }

  blame(field: string, text: string): void {
    const { problems } = this.#outer;
    problems.set(field, [...(problems.get(field) ?? []), text]);
  }

  /** A required, non-empty string; empty after a problem. */
  text(field: string): string {
    const value = this.#members.get(field);
    if (value === undefined) this.blame(field, this.#messages.required);
    else if (typeof value !== 'string') this.blame(field, this.#messages.notString);
    else if (value === '') this.blame(field, this.#messages.notBlank);
    else return value;
    return '';
  }

  /** A string that may be absent or empty, which is the same; empty after a problem too. */
  optionalText(field: string): string {
    const value = this.#members.get(field);
    return value === undefined || value === '' ? '' : this.text(field);
  }

  /** A form for the required object in a member; null after a problem. */
  inner(member: string): Form | null {
    const value = this.#members.get(member);
    if (isObject(value)) {
      const taken = new Set(this.#members.keys());
      return new Form(value, this.#messages, { problems: this.#outer.problems, member, taken });
    }
    this.blame(member, value === undefined ? this.#messages.required : this.#messages.notObject);
    return null;
  }

  /** Refuses members other than these. A long or strange one is not named: it may be a value that slipped. */
  refuseOthers(known: readonly string[]): void {
    const unknown = [...this.#members.keys()].filter((field) => !known.includes(field));
    const namable = unknown
      .filter((field) => /^[\w.-]{1,64}$/.test(field) && !this.#outer.taken.has(field))
      .slice(0, MAX_NAMED_UNKNOWNS);
    for (const field of namable) this.blame(field, this.#messages.unknownField);
    if (namable.length < unknown.length) this.blame(this.#outer.member, this.#messages.unknownFields);
  }

  /** Throws RejectedInput when anything was wrong. */
  finish(): void {
    if (this.#outer.problems.size > 0) throw this.refusal();
  }

  refusal(): RejectedInput {
    return new RejectedInput(this.#outer.problems);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

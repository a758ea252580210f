// The flat bodies of the five operations and the envelopes around their outcomes (olares.md 2.1 to 2.4).
import type { SecretText } from '../../core/index.ts';
import { invalidInput } from '../../core/index.ts';
import type { OpName } from './ops.ts';

/** `source` answers with code 0 as the code of Olares does, `document` with 200 as its page says. */
export type Mode = 'source' | 'document';

export interface SecretBody {
  /** Empty when it was absent. */
  readonly name: string;
  /** Null when it was absent. */
  readonly value: string | null;
  /** As it was sent; empty when it was absent. */
  readonly env: string;
}

/** Unknown members are ignored (olares.md 2.1); `invalid-input` for another type, null counting as absent. */
export function parseSecretBody(body: unknown): SecretBody {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidInput({ path: '', message: 'must be a JSON object' });
  }
  const members = body as Record<string, unknown>;
  return {
    name: optionalText(members['name'], 'name') ?? '',
    value: optionalText(members['value'], 'value'),
    env: optionalText(members['env'], 'env') ?? '',
  };
}

/** A secret as answers show it; members in the order of the document. */
export interface WireSecret {
  readonly name: string;
  readonly value: string;
  readonly env: string;
}

export function toWireSecret(name: string, value: SecretText, env: string): WireSecret {
  return { name, value: value.reveal(), env };
}

export interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** How one surface answers. */
export interface AnswerStyle {
  readonly mode: Mode;
  /** An empty list: null as the source has it, or `[]` (olares.md 3, row 3). */
  readonly emptyList: null | readonly [];
}

/** What an operation found, before it is put into an envelope. */
export type Found = WireSecret | readonly WireSecret[] | null;

const WRITTEN: Partial<Record<OpName, string>> = {
  UpdateSecret: 'update secret succeed',
  DeleteSecret: 'delete secret succeed',
};

/** The inner envelope of a success; null is the empty body of the source's Create (olares.md 2.2). */
export function toInner(op: OpName, found: Found, style: AnswerStyle): Envelope | null {
  const data = Array.isArray(found) && found.length === 0 ? style.emptyList : found;
  if (op === 'RetrieveSecret' || op === 'ListSecret') {
    return { code: style.mode === 'document' ? 200 : 0, message: '', data };
  }
  if (style.mode === 'document') return { code: 200, message: '', data: '' };
  return op === 'CreateSecret' ? null : { code: 0, message: WRITTEN[op] ?? '' };
}

/** The gateway's envelope around an inner one (olares.md 2.3). */
export function toOuter(inner: Envelope | null): Envelope {
  return { code: 0, message: 'success', data: inner };
}

function optionalText(value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw invalidInput({ path, message: 'must be a string' });
  return value;
}

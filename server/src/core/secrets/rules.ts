// What a secret's name, content and metadata may be. All problems of an input are reported at once, by member.
import { AppError, invalidInput } from '../../base/errors.ts';
import type { InputIssue } from '../../base/errors.ts';
import { utf8Length } from '../../base/bytes.ts';
import { isUuid } from '../../base/ids.ts';
import type { Delivery, NewSecret } from './secret.ts';

export const MAX_NAME_LENGTH = 255;
export const MAX_CONTENT_BYTES = 512 * 1024;
const MAX_FIELDS = 100;
const MAX_DESCRIPTION_BYTES = 4096;
const MAX_TAGS = 50;
const MAX_TAG_LENGTH = 128;
const MAX_FILE_BYTES = 4096;

const FIELD_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const KIND = /^[a-z][a-z0-9-]{0,63}$/;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,255}$/;
/** Controls, line separators and marks that reorder text: what a name could hide or feign with. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/** The parts of an input that are judged; each only when it is given. */
export interface SecretParts {
  readonly id?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly delivery?: Partial<Delivery>;
  readonly expiresAt?: number | null;
}

/** `invalid-input` with every problem, or `too-large`; `prefix` goes before each path (`0.` in a batch). */
export function checkSecret(parts: SecretParts, prefix = ''): void {
  const issues: InputIssue[] = [];
  const complain = (path: string, message: string) => issues.push({ path: prefix + path, message });
  if (parts.id !== undefined && !isUuid(parts.id)) complain('id', 'must be a UUID');
  if (parts.name !== undefined) {
    const problem = nameProblem(parts.name);
    if (problem !== null) complain('name', problem);
  }
  if (parts.kind !== undefined && !KIND.test(parts.kind)) {
    complain('kind', 'must start with a lower-case letter and hold only a-z, 0-9 and -, at most 64');
  }
  if (parts.fields !== undefined) checkFields(parts.fields, complain);
  if (parts.description !== undefined) checkText('description', parts.description, complain);
  if (parts.tags !== undefined) checkTags(parts.tags, complain);
  if (parts.delivery !== undefined) checkDelivery(parts.delivery, complain);
  if (
    typeof parts.expiresAt === 'number' &&
    !(Number.isSafeInteger(parts.expiresAt) && parts.expiresAt > 0)
  ) {
    complain('expiresAt', 'must be a time after 1970');
  }
  if (issues.length > 0) throw invalidInput(...issues);
  checkSize(parts.fields, prefix);
}

/** What is wrong with a secret's name, or null. */
export function nameProblem(name: string): string | null {
  if (name.length === 0 || Array.from(name).length > MAX_NAME_LENGTH) {
    return `must have 1 to ${MAX_NAME_LENGTH} characters`;
  }
  if (!name.isWellFormed() || CONTROL.test(name)) return 'must not hold control characters';
  return name === '.' || name === '..' ? 'must not be . or ..' : null;
}

/** Without duplicates, in the order given. */
export function uniqueTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)];
}

/** The delivery of an input over the one before. */
export function mergeDelivery(before: Delivery, change: NewSecret['delivery']): Delivery {
  return {
    env: change?.env === undefined ? before.env : change.env,
    file: change?.file === undefined ? before.file : change.file,
    enabled: change?.enabled ?? before.enabled,
  };
}

type Complain = (path: string, message: string) => void;

function checkFields(fields: Readonly<Record<string, string | null>>, complain: Complain): void {
  const entries = Object.entries(fields);
  if (entries.length > MAX_FIELDS) {
    complain('fields', `must have at most ${MAX_FIELDS} members`);
    return;
  }
  for (const [name, value] of entries) {
    // The name of a refused field is not repeated: a value may have been put in its place.
    if (!FIELD_NAME.test(name) || name === '__proto__') {
      complain(
        'fields',
        'must have names of letters, digits and . _ - only, starting with a letter, digit or _, at most 128',
      );
    } else if (value?.isWellFormed() === false) {
      complain(`fields.${name}`, 'must be well-formed Unicode');
    }
  }
}

function checkText(path: string, text: string, complain: Complain): void {
  if (utf8Length(text) > MAX_DESCRIPTION_BYTES)
    complain(path, `must have at most ${MAX_DESCRIPTION_BYTES} bytes`);
  if (!text.isWellFormed() || text.includes('\0')) complain(path, 'must be well-formed Unicode without NUL');
}

function checkTags(tags: readonly string[], complain: Complain): void {
  if (tags.length > MAX_TAGS) complain('tags', `must have at most ${MAX_TAGS} entries`);
  for (const tag of tags) {
    if (tag.length === 0 || tag.length > MAX_TAG_LENGTH || !tag.isWellFormed() || CONTROL.test(tag)) {
      complain('tags', `must have entries of 1 to ${MAX_TAG_LENGTH} characters without control characters`);
      return;
    }
  }
}

function checkDelivery(delivery: Partial<Delivery>, complain: Complain): void {
  const { env, file } = delivery;
  if (typeof env === 'string' && !ENV_NAME.test(env)) {
    complain(
      'delivery.env',
      'must start with a letter or _ and hold only letters, digits and _, at most 256',
    );
  }
  if (typeof file !== 'string') return;
  if (!(file.startsWith('/') || file.startsWith('~/'))) complain('delivery.file', 'must start with / or ~/');
  if (file.includes('\0') || !file.isWellFormed()) complain('delivery.file', 'must not hold NUL');
  if (utf8Length(file) > MAX_FILE_BYTES)
    complain('delivery.file', `must have at most ${MAX_FILE_BYTES} bytes`);
}

function checkSize(fields: SecretParts['fields'], prefix: string): void {
  const bytes = Object.values(fields ?? {}).reduce((sum, value) => sum + utf8Length(value ?? ''), 0);
  if (bytes > MAX_CONTENT_BYTES) {
    throw new AppError(
      'too-large',
      `The fields of a secret must have at most ${MAX_CONTENT_BYTES} bytes together.`,
      {
        details: { max: MAX_CONTENT_BYTES, issues: [{ path: `${prefix}fields`, message: 'are too large' }] },
      },
    );
  }
}

// The field rules of coder.md section 3: each function gives the text of the first rule that fails, or null.
import { utf8Length } from '../../base/bytes.ts';
import { RESERVED_NAMES, RESERVED_PREFIXES } from './reserved-names.ts';
import { trimWhiteSpace } from './white-space.ts';

const MAX_NAME_CHARACTERS = 255;
const MAX_DESCRIPTION_BYTES = 4096;
const MAX_ENV_NAME_BYTES = 256;
const MAX_FILE_PATH_BYTES = 4096;
const ENV_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/** coder.md 3.1; the last two rules are ours: such names cannot be addressed, or not be kept. */
export function nameProblem(name: string): string | null {
  const trimmed = trimWhiteSpace(name);
  if (trimmed === '') return 'Name is required.';
  if (trimmed !== name) return 'Name must not have leading or trailing whitespace.';
  if (/[/?#]/.test(name)) return 'Name must not contain /, ?, or #.';
  if (Array.from(name).length > MAX_NAME_CHARACTERS) {
    return `Name must not exceed ${MAX_NAME_CHARACTERS} characters.`;
  }
  if (name === '.' || name === '..') return 'Name must not be . or ..';
  if (CONTROL_CHARACTER.test(name)) return 'Name must not contain control characters.';
  return null;
}

/** coder.md 3.2 for a value that may be empty, as PATCH allows. */
export function valueProblem(value: string, maxBytes: number): string | null {
  if (value.includes('\u0000')) return 'secret value must not contain null bytes';
  if (utf8Length(value) > maxBytes) return `secret value must not exceed ${maxBytes} bytes`;
  return null;
}

/** coder.md 3.2 for POST and batch, where a value has to be there. */
export function newValueProblem(value: string, maxBytes: number): string | null {
  return value === '' ? 'Value is required.' : valueProblem(value, maxBytes);
}

/** coder.md 3.4; the empty string is valid and means no environment variable. */
export function envNameProblem(name: string): string | null {
  if (name === '') return null;
  if (utf8Length(name) > MAX_ENV_NAME_BYTES) {
    return `environment variable name must not exceed ${MAX_ENV_NAME_BYTES} bytes`;
  }
  if (!ENV_NAME.test(name)) {
    return 'must start with a letter or underscore, followed by letters, digits, or underscores';
  }
  const upper = name.toUpperCase();
  if (RESERVED_NAMES.has(upper)) return `${upper} is a reserved environment variable name`;
  if (upper === 'CODER' || upper.startsWith('CODER_')) {
    return 'environment variable names starting with CODER_ are reserved for internal use';
  }
  const prefix = RESERVED_PREFIXES.find((reserved) => upper.startsWith(reserved));
  return prefix === undefined ? null : `environment variables starting with ${prefix} are reserved`;
}

/** coder.md 3.5; the empty string is valid and means no file. */
export function filePathProblem(path: string): string | null {
  if (path === '') return null;
  if (!path.startsWith('/') && !path.startsWith('~/')) return 'file path must start with ~/ or /';
  if (path.includes('\u0000')) return 'file path must not contain null bytes';
  if (utf8Length(path) > MAX_FILE_PATH_BYTES) {
    return `file path must not exceed ${MAX_FILE_PATH_BYTES} bytes`;
  }
  return null;
}

/** coder.md 3.3: upstream has no rule; ours keep out abuse and what a database cannot hold. */
export function descriptionProblem(description: string): string | null {
  if (description.includes('\u0000')) return 'Description must not contain null bytes.';
  return utf8Length(description) > MAX_DESCRIPTION_BYTES
    ? `Description must not exceed ${MAX_DESCRIPTION_BYTES} bytes.`
    : null;
}

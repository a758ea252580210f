// The texts that must not show: the mark inside every value that is written, the passwords and the tokens. They are
// hidden in everything that a run prints.
import { isList, isObject, type Json } from '../conformance/json.ts';

/** Stands in every secret value that the corpus writes. */
export const MARK = 'c4naryV4lue';

/** The password of a user of the run; all of them have the same ending, which is looked for. */
export function passwordOf(username: string): string {
  return `${username}${PASSWORD_MARK}`;
}

const PASSWORD_MARK = ' has a password';
const TOKEN = /pvt1[A-Za-z0-9+/]{48}/;

/** Members whose text is secret; in any other one the marks would rightly be shown. */
const SECRET_MEMBERS: ReadonlySet<string> = new Set([
  ...['value', 'SECRET_KEY', 'secret', 'password', 'privateKey', 'current', 'next'],
]);

const VALUE_FORMS = [
  MARK,
  ...[0, 1, 2].map((offset) => {
    const text = Buffer.from('x'.repeat(offset) + MARK).toString('base64');
    return text.slice(Math.ceil((offset * 4) / 3), -4);
  }),
];

export const holdsValue = (text: string): boolean => VALUE_FORMS.some((form) => text.includes(form));
export const holdsPassword = (text: string): boolean => text.includes(PASSWORD_MARK);
export const holdsToken = (text: string): boolean => TOKEN.test(text);

/** For print: marks and tokens hidden. */
export function masked(text: string): string {
  return text
    .replaceAll(MARK, '[value]')
    .replaceAll(PASSWORD_MARK, ' [password]')
    .replace(new RegExp(TOKEN, 'g'), '[token]');
}

/** The same bytes, without marks where a mutation has carried one to a place that is not secret. */
export function withoutPublicMarks(body: Buffer, isJson: boolean): Buffer {
  const text = body.toString('latin1');
  if (!text.includes(MARK) && !text.includes(PASSWORD_MARK)) return body;
  let keeps: boolean;
  try {
    keeps = isJson && onlySecret(JSON.parse(body.toString()) as Json, '');
  } catch {
    // What does not parse is refused, and the refusal must not show it.
    keeps = isJson;
  }
  if (keeps) return body;
  return Buffer.from(
    text.replaceAll(MARK, 'plainV4lue_').replaceAll(PASSWORD_MARK, ' had a password'),
    'latin1',
  );
}

function onlySecret(value: Json, member: string): boolean {
  if (typeof value === 'string') {
    return SECRET_MEMBERS.has(member) || !(value.includes(MARK) || value.includes(PASSWORD_MARK));
  }
  if (isList(value)) return value.every((item) => onlySecret(item, member));
  if (!isObject(value)) return true;
  return Object.entries(value).every(
    ([name, item]) => !name.includes(MARK) && !name.includes(PASSWORD_MARK) && onlySecret(item, name),
  );
}

/** The value with the mark inside each text of a secret member. `accounts` leaves passwords as they are. */
export function withMarks(value: Json, accounts: boolean, member = ''): Json {
  if (typeof value === 'string') {
    if (value === '' || !SECRET_MEMBERS.has(member)) return value;
    const own = accounts && ['password', 'current', 'next', 'secret'].includes(member);
    return own ? value : `${MARK}${value}`;
  }
  if (isList(value)) return value.map((item) => withMarks(item, accounts, member));
  if (!isObject(value) || Object.keys(value).some((name) => name.startsWith('$'))) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withMarks(item, accounts, name)]),
  );
}

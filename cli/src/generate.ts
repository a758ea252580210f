// Random values by a policy, `LENGTH` or `LENGTH:SETS`: every character of the sets is as likely as any other, and each
// set that is named occurs.
import { CommandError, EXIT } from './failure.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const SETS: ReadonlyMap<string, string> = new Map([
  ['lower', LOWER],
  ['upper', UPPER],
  ['letters', LOWER + UPPER],
  ['digits', DIGITS],
  // None that a shell, a URL or a quoted string would read as its own.
  ['symbols', '!*+,-./:=@^_~'],
  ['hex', '0123456789abcdef'],
]);

/** As text of the command line: `40`, or `24:lower+upper+digits+symbols`; 8 to 4096 characters. */
export function generateValue(policy: string): string {
  const [, length = '', names] = /^(\d{1,4})(?::([a-z+]+))?$/.exec(policy) ?? [];
  if (Number(length) < 8 || Number(length) > 4096) {
    throw new CommandError(
      EXIT.usage,
      'A generated value must have 8 to 4096 characters.',
      'Such as --generate 40, or --generate 24:lower+upper+digits+symbols.',
    );
  }
  const sets = names === undefined ? [] : names.split('+').map(setOf);
  const alphabet = [...new Set(names === undefined ? LOWER + UPPER + DIGITS : sets.join(''))].join('');
  // Values that miss a set are thrown away whole, so that the others stay equally likely.
  for (;;) {
    const value = random(alphabet, Number(length));
    if (sets.every((set) => Array.from(value).some((character) => set.includes(character)))) return value;
  }
}

function setOf(name: string): string {
  const set = SETS.get(name);
  if (set !== undefined) return set;
  throw new CommandError(
    EXIT.usage,
    `There is no set of characters ${name}.`,
    `There are: ${[...SETS.keys()].join(', ')}.`,
  );
}

function random(alphabet: string, length: number): string {
  // What is above the largest multiple of the alphabet's size would favour some characters.
  const fair = 256 - (256 % alphabet.length);
  let value = '';
  while (value.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(256))) {
      if (byte < fair && value.length < length) value += alphabet.charAt(byte % alphabet.length);
    }
  }
  return value;
}

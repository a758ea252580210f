// Variables as a .env file that `polyvault import` reads back byte for byte (coder.md 2.11).
import { CommandError, EXIT } from '../failure.ts';
import { quoteKey } from '../secrets-file/entry.ts';

const PLAIN = /^[\w./:@%+,=-]*$/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\\': '\\\\',
  '"': '\\"',
};

/** One line for each; CommandError for a name that such a file cannot hold. */
export function renderEnvFile(
  variables: readonly { readonly name: string; readonly value: string }[],
): string {
  return variables.map(({ name, value }) => `${checkName(name)}=${quote(value)}\n`).join('');
}

function checkName(name: string): string {
  if (/^[A-Za-z_][\w.-]*$/.test(name)) return name;
  throw new CommandError(
    EXIT.refused,
    `A .env file cannot hold a variable called ${quoteKey(name)}.`,
    'Ask for JSON with --json.',
  );
}

function quote(value: string): string {
  return PLAIN.test(value)
    ? value
    : `"${value.replace(/[\n\t\r\\"]/g, (character) => ESCAPES[character] ?? character)}"`;
}

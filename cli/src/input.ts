// Where a value comes from when it is not a result: stdin, a file, or a prompt that does not show what is typed.
import { readFileSync } from 'node:fs';

import { CommandError, EXIT } from './failure.ts';
import { isSystemError } from './private-file.ts';

/** All of stdin, byte for byte; it has to be UTF-8. */
export async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return decode(Buffer.concat(chunks), 'stdin');
}

/** A file byte for byte, `-` for stdin; it has to be UTF-8. */
export async function readInput(path: string): Promise<string> {
  if (path === '-') return readStdin();
  try {
    return decode(readFileSync(path), path);
  } catch (error) {
    if (!isSystemError(error) || !['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(error.code)) throw error;
    throw new CommandError(EXIT.usage, `${path} cannot be read (${error.code}).`);
  }
}

/** A password: from stdin when that was said, else asked for. */
export async function readPassword(
  context: { readonly terminal: { readonly stdinIsTerminal: boolean } },
  { fromStdin, question = 'Password' }: { readonly fromStdin: boolean; readonly question?: string },
): Promise<string> {
  if (fromStdin) return (await readStdin()).replace(/\r?\n$/, '');
  if (context.terminal.stdinIsTerminal) return askHidden(question);
  throw new CommandError(
    EXIT.usage,
    'There is no terminal to ask for the password.',
    'Pipe it in with --password-stdin.',
  );
}

function decode(bytes: Buffer, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CommandError(EXIT.usage, `${source} is not UTF-8 text.`);
  }
}

/** Asks on the terminal; what is typed is not shown. Only where stdin is a terminal. */
export async function askHidden(question: string): Promise<string> {
  const stdin = process.stdin;
  process.stderr.write(`${question}: `);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  let listener: ((text: string) => void) | undefined;
  let closed: (() => void) | undefined;
  try {
    return await new Promise((resolve, reject) => {
      let typed: readonly string[] = [];
      closed = () => reject(new CommandError(EXIT.failed, 'The terminal was closed.'));
      listener = (text) => {
        for (const character of text) {
          if (character === '\r' || character === '\n') {
            resolve(typed.join(''));
            return;
          }
          // Ctrl-C and Ctrl-D.
          if (character === '\u0003' || character === '\u0004') {
            reject(new CommandError(EXIT.failed, 'Given up.'));
            return;
          }
          if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1);
          else if (character >= ' ') typed = [...typed, character];
        }
      };
      stdin.on('data', listener).once('end', closed);
    });
  } finally {
    if (listener !== undefined) stdin.removeListener('data', listener);
    if (closed !== undefined) stdin.removeListener('end', closed);
    stdin.setRawMode(false).pause();
    process.stderr.write('\n');
  }
}

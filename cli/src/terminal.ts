// What the person or program at the other end sees: results on stdout, all else on stderr, no colour without a
// terminal, and no control character of somebody else's text.
import { styleText } from 'node:util';

import type { Failure } from './failure.ts';

export interface Terminal {
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  /** Exactly this text on stdout. */
  write(text: string): void;
  /** A line on stdout. */
  say(line: string): void;
  /** A line on stderr, for what is not a result. */
  note(line: string): void;
  warn(line: string): void;
  fail(failure: Failure, json: boolean): void;
}

export function createTerminal(): Terminal {
  const toStderr = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    stdinIsTerminal: process.stdin.isTTY,
    stdoutIsTerminal: process.stdout.isTTY,
    write: (text) => void process.stdout.write(text),
    say: (line) => void process.stdout.write(`${line}\n`),
    note: toStderr,
    warn: (line) => toStderr(`${styleText('yellow', 'warning:', { stream: process.stderr })} ${line}`),
    fail(failure, json) {
      if (json) {
        const { code, message, hint, requestId, exitCode } = failure;
        toStderr(JSON.stringify({ error: { code, message, hint, requestId, exitCode } }));
        return;
      }
      toStderr(`${styleText('red', 'error:', { stream: process.stderr })} ${printable(failure.message)}`);
      if (failure.hint !== null) toStderr(`  ${failure.hint}`);
      if (failure.requestId !== null) toStderr(`  request id ${printable(failure.requestId)}`);
    },
  };
}

/** Text of a store on one line: control and direction characters could otherwise rule the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** Rows below a header, in columns as wide as their widest cell. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows.map((row) => row.map(printable))];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

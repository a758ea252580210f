// What a command is to the program: a function that adds it, and the words that several commands share.
import { Option } from 'commander';
import type { Command } from 'commander';

import type { Context } from '../context.ts';

/**
 * Adds a command to the program. `end` sets the exit code where it is not 0 and there is no failure to throw, as
 * when a child's code is passed on.
 */
export type RegisterCommand = (program: Command, context: Context, end: (exitCode: number) => void) => void;

export interface SpaceOption {
  readonly space?: string;
}

export function spaceOption(): Option {
  return new Option('-s, --space <space>', 'space, such as apps/shop/prod (POLYVAULT_SPACE)');
}

/** The examples at the end of a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}

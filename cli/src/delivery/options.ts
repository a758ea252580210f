// The options that `run` and `agent` share, and the rules on files that they make.
import { Option } from 'commander';
import type { Command } from 'commander';

import type { Environment } from '../environment.ts';
import { DeliveredFiles } from './files.ts';

export interface DeliveryOptions {
  readonly filesRoot?: string;
  readonly refuseFiles?: readonly string[];
  readonly keepGoing?: boolean;
  readonly keepToken?: boolean;
}

export function addDeliveryOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--files-root <folder>', 'files are only written below this folder (the home folder)'),
    )
    .option('--refuse-files <folders...>', 'and not below these')
    .option('--keep-going', 'start the command though some secrets cannot be delivered')
    .option('--keep-token', 'leave POLYVAULT_TOKEN in the environment of the command');
}

export function createFiles(options: DeliveryOptions, { home }: Environment): DeliveredFiles {
  return new DeliveredFiles({ home, root: options.filesRoot ?? home, refused: options.refuseFiles ?? [] });
}

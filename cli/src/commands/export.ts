// `polyvault export`: the values of a space in the format of another program, on stdout or in a private file.
import { Option } from 'commander';

import { FORMATS, formatSecrets } from '../export/formats.ts';
import type { Format } from '../export/formats.ts';
import { CommandError, EXIT } from '../failure.ts';
import { writePrivateFile } from '../private-file.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly format: Format;
  readonly output?: string;
  readonly plain?: boolean;
  readonly name?: string;
  readonly namespace?: string;
}

export const registerExport: RegisterCommand = (program, context) => {
  program
    .command('export')
    .description('the values of a space as dotenv, JSON, YAML, shell, Docker env file or Kubernetes Secret')
    .addOption(spaceOption())
    .addOption(new Option('--format <format>').choices(FORMATS).default('dotenv'))
    .option('-o, --output <file>', 'write it to this file, with mode 0600')
    .option('--plain', 'print values though stdout is a terminal')
    .option('--name <name>', 'of the Kubernetes Secret; by default made of the space')
    .option('--namespace <namespace>', 'of the Kubernetes Secret')
    .addHelpText(
      'after',
      examples(
        'polyvault export --space apps/shop/dev --output .env',
        'eval "$(polyvault export --space apps/shop/dev --format shell)"',
        'polyvault export --space apps/shop/prod --format k8s --namespace shop | kubectl apply -f -',
      ),
    )
    .action(async (options: Options) => {
      const { format, output } = options;
      if (output === undefined && context.terminal.stdoutIsTerminal && options.plain !== true) {
        throw new CommandError(
          EXIT.usage,
          'This would show every value of the space on the terminal.',
          'Write them to a file with --output, pipe them on, or say --plain.',
        );
      }
      const space = context.space(options.space);
      const values = await context.client().values(space);
      const secrets = values.changed ? values.items : [];
      if (secrets.length === 0) context.terminal.warn(`There are no secrets in ${space}.`);
      const name =
        options.name ??
        (space
          .toLowerCase()
          .replace(/[^a-z0-9.]+/g, '-')
          .replace(/^[-.]+|[-.]+$/g, '') ||
          'secrets');
      const text = formatSecrets(format, secrets, { name, namespace: options.namespace });
      if (output === undefined) {
        context.terminal.write(text);
        return;
      }
      writePrivateFile(output, text);
      context.print(
        { space, format, output, secrets: secrets.length },
        `${secrets.length} secrets of ${space} are in ${output}, mode 0600.`,
      );
    });
};

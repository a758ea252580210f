// `polyvault get`: the value of a secret, on a terminal or where the caller says that it may go somewhere else.
import { CommandError, EXIT } from '../failure.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';
import { parseVersion } from './version-number.ts';

interface Options extends SpaceOption {
  readonly field?: string;
  readonly version?: number;
  readonly plain?: boolean;
}

export const registerGet: RegisterCommand = (program, context) => {
  program
    .command('get')
    .description('show the value of a secret')
    .argument('<name>')
    .addOption(spaceOption())
    .option('--field <field>', 'one field; by default `value`, or the only one')
    .option('--version <number>', 'an old version', parseVersion)
    .option('--plain', 'print the value though stdout is not a terminal, without a line end')
    .addHelpText(
      'after',
      examples('polyvault get DB_URL --space apps/shop', 'polyvault get TLS_KEY --plain > key.pem'),
    )
    .action(async (name: string, options: Options) => {
      if (!context.terminal.stdoutIsTerminal && options.plain !== true && !context.json) {
        throw new CommandError(
          EXIT.usage,
          'The output is not a terminal, so the value might be kept where you do not expect it.',
          'Ask for it with --plain or --json, or give it to a program with `polyvault run`.',
        );
      }
      const space = context.space(options.space);
      const secret = await context.client().secrets.get({ space, name, version: options.version });
      const field = options.field ?? onlyField(name, secret.fieldNames);
      const value = secret.fields[field];
      if (value === undefined) {
        throw new CommandError(
          EXIT.missing,
          `${name} has no field of that name.`,
          `It has: ${secret.fieldNames.join(', ')}.`,
        );
      }
      if (context.json) context.print(secret, '');
      else context.terminal.write(options.plain === true ? value : `${value}\n`);
    });
};

function onlyField(name: string, fields: readonly string[]): string {
  if (fields.includes('value')) return 'value';
  const [only] = fields;
  if (fields.length === 1 && only !== undefined) return only;
  throw new CommandError(
    EXIT.usage,
    `${name} has several fields.`,
    `Choose one with --field: ${fields.join(', ')}.`,
  );
}

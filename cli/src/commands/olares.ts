// `polyvault olares`: what Olares' own calls do not show of a workspace.
import { printComparison } from '../comparison-table.ts';
import type { ComparisonOptions } from '../comparison-table.ts';
import { CommandError, EXIT } from '../failure.ts';
import { printable } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

interface Options extends ComparisonOptions {
  readonly user?: string;
  readonly layout: string;
  readonly env: readonly string[];
}

/** The environments that the document names (olares.md 2.1). */
const ENVIRONMENTS = ['dev', 'test', 'staging', 'prod'];

export const registerOlares: RegisterCommand = (program, context, end) => {
  const olares = program.command('olares').description('workspaces of Olares apps');
  olares
    .command('envs')
    .description('the environments of a workspace side by side, without values')
    .argument('<workspace>')
    .option('--user <name>', 'whose workspace it is; your own by default')
    .option('--env <names...>', 'these environments', ENVIRONMENTS)
    .option('--layout <template>', 'where the server keeps them', 'olares/{user}/{workspace}/{env}')
    .option('--differences', 'only what is missing somewhere or differs')
    .option('--check', 'end with 1 when something is missing somewhere or differs')
    .addHelpText(
      'after',
      examples('polyvault olares envs notes', 'polyvault olares envs notes --env staging prod --check'),
    )
    .action(async (workspace: string, options: Options) => {
      const client = context.client();
      const user = options.user ?? (await client.me()).username;
      const spaces = options.env.map((env) => placeOf(options.layout, { user, workspace, env }));
      const comparison = await client.compare(spaces);
      if (comparison.spaces.every(({ exists }) => !exists)) {
        throw new CommandError(
          EXIT.missing,
          `${printable(user)} has no workspace ${printable(workspace)}.`,
          '`polyvault spaces --under olares` lists what is there.',
        );
      }
      printComparison(context, end, comparison, options.env, options);
    });
};

function placeOf(layout: string, values: Readonly<Record<'user' | 'workspace' | 'env', string>>): string {
  return layout
    .replaceAll('{user}', () => values.user)
    .replaceAll('{workspace}', () => values.workspace)
    .replaceAll('{env}', () => values.env);
}

// `polyvault history`: the versions of a secret, newest first, without values.
import { table } from '../terminal.ts';
import { spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

export const registerHistory: RegisterCommand = (program, context) => {
  program
    .command('history')
    .description('the versions of a secret, newest first, without values')
    .argument('<name>')
    .addOption(spaceOption())
    .action(async (name: string, options: SpaceOption) => {
      const ref = { space: context.space(options.space), name };
      const versions = await context.client().secrets.versions(ref);
      const rows = versions.map(({ version, createdAt, createdBy, fieldNames, destroyedAt }) => [
        String(version),
        createdAt,
        createdBy,
        destroyedAt === null ? fieldNames.join(',') : `destroyed ${destroyedAt}`,
      ]);
      context.print(versions, table(['VERSION', 'WRITTEN', 'BY', 'FIELDS'], rows));
    });
};

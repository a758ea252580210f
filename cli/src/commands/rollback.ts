// `polyvault rollback`: makes the content of an old version the new one.
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';
import { parseVersion } from './version-number.ts';

interface Options extends SpaceOption {
  readonly to: number;
}

export const registerRollback: RegisterCommand = (program, context) => {
  program
    .command('rollback')
    .description('make the content of an old version the new one')
    .argument('<name>')
    .requiredOption('--to <version>', 'the version to go back to', parseVersion)
    .addOption(spaceOption())
    .addHelpText('after', examples('polyvault rollback DB_URL --to 3 --space apps/shop'))
    .action(async (name: string, options: Options) => {
      const ref = { space: context.space(options.space), name };
      const metadata = await context.client().secrets.rollback(ref, options.to);
      context.print(
        metadata,
        `${name} in ${ref.space} has the content of version ${options.to} again, as version ${metadata.version}.`,
      );
    });
};

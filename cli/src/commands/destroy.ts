// `polyvault destroy`: erases contents of a secret for good, and says until when backups still have them.
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';
import { parseVersion } from './version-number.ts';

interface Options extends SpaceOption {
  readonly version: readonly number[];
}

export const registerDestroy: RegisterCommand = (program, context) => {
  program
    .command('destroy')
    .description('erase versions of a secret for good; their rows stay')
    .argument('<name>')
    .requiredOption('--version <number...>', 'the versions', collect)
    .requiredOption('-y, --yes', 'that it cannot be undone is known')
    .addOption(spaceOption())
    .addHelpText('after', examples('polyvault destroy DB_URL --space apps/shop --version 1 2 --yes'))
    .action(async (name: string, options: Options) => {
      const ref = { space: context.space(options.space), name };
      const done = await context.client().secrets.destroy(ref, options.version);
      const everywhere =
        done.erasedEverywhereAt === null
          ? 'A backup that is kept for ever may still have it.'
          : done.erasedEverywhereAt === done.erasedAt
            ? 'No backup has it.'
            : `Backups may have it until ${done.erasedEverywhereAt}.`;
      context.print(done, `Erased from the store at ${done.erasedAt}. ${everywhere}`);
    });
};

function collect(text: string, before: readonly number[] | undefined): readonly number[] {
  return [...(before ?? []), parseVersion(text)];
}

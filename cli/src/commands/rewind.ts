// `polyvault rewind`: takes a space back to a moment; without --yes it only tells what that would change.
import { table } from '../terminal.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly to: string;
  readonly yes?: boolean;
}

export const registerRewind: RegisterCommand = (program, context) => {
  program
    .command('rewind')
    .description('take a space back to a moment; tells what that would change unless --yes is given')
    .requiredOption('--to <time>', 'the moment (RFC 3339)')
    .addOption(spaceOption())
    .option('-y, --yes', 'do it')
    .addHelpText('after', examples('polyvault rewind --space apps/shop --to 2030-01-31T00:00:00Z --yes'))
    .action(async (options: Options) => {
      const space = context.space(options.space);
      const preview = options.yes !== true;
      const steps = await context.client().time.restore({ space, at: options.to, preview });
      if (steps.length === 0) {
        context.print(steps, `${space} is as it was then.`);
        return;
      }
      const rows = steps.map((step) => [
        step.name,
        step.steps.join(','),
        `v${step.versionNow}`,
        step.versionThen === null ? '-' : `v${step.versionThen}`,
      ]);
      context.print(steps, table(['NAME', 'CHANGE', 'NOW', 'THEN'], rows));
      if (preview) context.terminal.note('Nothing was changed yet; --yes does it.');
    });
};

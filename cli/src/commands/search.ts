// `polyvault search`: secrets by words, in a space and all below it, or in everything that you may list; never a value.
import type { SecretMetadata } from '@polyvault/sdk';

import { table } from '../terminal.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

export const registerSearch: RegisterCommand = (program, context) => {
  program
    .command('search')
    .description(
      'secrets whose name, description, tags or id hold all these words, in every space that you may list',
    )
    .argument('<words...>')
    .addOption(spaceOption())
    .addHelpText('after', examples('polyvault search database prod', 'polyvault search token --space apps'))
    .action(async (words: readonly string[], options: SpaceOption) => {
      const client = context.client();
      const q = words.join(' ');
      // The tops of what may be listed; a search below one of them covers the rest.
      const tops =
        options.space === undefined
          ? [...new Set((await client.spaces.list()).map(({ path }) => path.split('/')[0] ?? path))]
          : [options.space];
      const found: SecretMetadata[] = [];
      for (const space of tops) {
        const query = { space, recursive: true, q, limit: 1000 };
        for await (const secret of client.secrets.all(query)) found.push(secret);
      }
      const rows = found.map(({ space, name, kind, version, description }) => [
        space,
        name,
        kind,
        String(version),
        description,
      ]);
      context.print(
        found,
        rows.length === 0
          ? 'There is no such secret.'
          : table(['SPACE', 'NAME', 'KIND', 'VERSION', 'DESCRIPTION'], rows),
      );
    });
};

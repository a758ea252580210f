// `polyvault ls`: the secrets of a space by name, without values.
import type { SecretMetadata } from '@polyvault/sdk';

import { table } from '../terminal.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly recursive?: boolean;
  readonly search?: string;
  readonly tag?: string;
}

export const registerLs: RegisterCommand = (program, context) => {
  program
    .command('ls')
    .description('list the secrets of a space, without values')
    .addOption(spaceOption())
    .option('-r, --recursive', 'also the spaces below')
    .option('--search <words>', 'only those whose name, description, tags or id hold all these words')
    .option('--tag <tag>', 'only those with this tag')
    .addHelpText('after', examples('polyvault ls --space apps -r', 'polyvault ls --search "db prod" --json'))
    .action(async (options: Options) => {
      const space = context.space(options.space);
      const query = {
        space,
        limit: 1000,
        ...(options.recursive === true ? { recursive: true } : {}),
        ...(options.search === undefined ? {} : { q: options.search }),
        ...(options.tag === undefined ? {} : { tag: options.tag }),
      };
      const secrets: SecretMetadata[] = [];
      for await (const secret of context.client().secrets.all(query)) secrets.push(secret);
      const where = options.recursive === true ? ['SPACE'] : [];
      const rows = secrets.map((secret) => [...(where.length > 0 ? [secret.space] : []), ...rowOf(secret)]);
      context.print(
        secrets,
        rows.length === 0
          ? `There are no such secrets in ${space}.`
          : table([...where, 'NAME', 'KIND', 'VERSION', 'UPDATED', 'VARIABLE', 'FILE', 'DESCRIPTION'], rows),
      );
    });
};

function rowOf({ name, kind, version, updatedAt, delivery, description }: SecretMetadata): readonly string[] {
  const off = delivery.enabled ? '' : ' (off)';
  const way = (target: string | null): string => (target === null ? '-' : target + off);
  return [
    name,
    kind,
    String(version),
    updatedAt.slice(0, 16).replace('T', ' '),
    way(delivery.env),
    way(delivery.file),
    description,
  ];
}

// `polyvault service`: principals that are programs. A client secret and a token are printed once.
import type { Limit, Service } from '@polyvault/sdk';

import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import { table } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

export const registerService: RegisterCommand = (program, context) => {
  const service = program
    .command('service')
    .description('services: list, register, rotate, disable, enable, remove')
    .addHelpText(
      'after',
      examples(
        'polyvault service new shop-worker --allow apps/shop/prod:list,read',
        'polyvault service rotate shop-worker',
        'polyvault service disable shop-worker',
      ),
    );
  service
    .command('ls', { isDefault: true })
    .description('the services that you may see')
    .action(async () => {
      const services = await context.client().services.list();
      const rows = services.map(({ name, clientId, owner, disabled, id }) => [
        name,
        clientId,
        owner?.username ?? '-',
        disabled ? 'disabled' : 'active',
        id,
      ]);
      context.print(
        services,
        rows.length === 0
          ? 'There is no service.'
          : table(['NAME', 'CLIENT ID', 'OWNER', 'STATE', 'ID'], rows),
      );
    });
  service
    .command('new')
    .description('registers it, or replaces the grants of one that is there')
    .argument('<name>')
    .option('--allow <space:actions...>', 'what it may do, such as apps/shop/**:list,read')
    .action(async (name: string, { allow }: { readonly allow?: readonly string[] }) => {
      const made = await context.client().services.register({ name, grants: (allow ?? []).map(limitOf) });
      context.print(made, credential(made));
    });
  service
    .command('rotate')
    .description('a new client secret; the old one and its tokens end at once')
    .argument('<name>', 'its name or id')
    .action(async (name: string) => {
      const client = context.client();
      const rotated = await client.services.rotate((await find(context, name)).id);
      context.print(rotated, credential(rotated));
    });
  for (const [verb, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    service
      .command(verb)
      .description(disabled ? 'ends its tokens' : 'lets it sign in again')
      .argument('<name>', 'its name or id')
      .action(async (name: string) => {
        const { id } = await find(context, name);
        await context.client().services.setDisabled(id, disabled);
        context.print({ id, disabled }, `${name} is ${disabled ? 'disabled' : 'enabled'}.`);
      });
  }
  service
    .command('rm')
    .description('removes it, with its grants and tokens')
    .argument('<name>')
    .action(async (name: string) => {
      const { owner, name: known } = await find(context, name);
      await context.client().services.remove(known, owner?.username);
      context.print({ name: known, removed: true }, `The service ${known} is gone.`);
    });
};

async function find(context: Context, name: string): Promise<Service> {
  const found = (await context.client().services.list()).filter(
    (one) => one.id === name || one.name === name,
  );
  const [first, second] = found;
  if (first === undefined)
    throw new CommandError(EXIT.missing, `There is no service ${name} that you may see.`);
  if (second === undefined) return first;
  throw new CommandError(
    EXIT.usage,
    `There are ${found.length} services of that name.`,
    `Name one by its id: ${found.map(({ id }) => id).join(', ')}`,
  );
}

function limitOf(text: string): Limit {
  const [, space, actions] = /^(.+):([a-z,]+)$/.exec(text) ?? [];
  if (space === undefined || actions === undefined) {
    throw new CommandError(
      EXIT.usage,
      '--allow must be a space and actions, such as apps/shop/**:list,read.',
    );
  }
  return { space, actions: actions.split(',') };
}

function credential({
  clientId,
  clientSecret,
}: {
  readonly clientId: string;
  readonly clientSecret: string;
}): string {
  return `client id      ${clientId}\nclient secret  ${clientSecret}`;
}

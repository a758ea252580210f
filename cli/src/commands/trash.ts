// `polyvault trash`: what was deleted, taken back or removed for good; whole spaces too.
import type { Client, TrashedSecret, TrashedSpace } from '@polyvault/sdk';
import type { Command } from 'commander';

import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import { table } from '../terminal.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface RestoreOptions extends SpaceOption {
  readonly as?: string;
}

export const registerTrash: RegisterCommand = (program, context) => {
  const trash = program
    .command('trash')
    .description('what was deleted: list it, take it back, remove it for good')
    .addHelpText(
      'after',
      examples(
        'polyvault trash ls --space apps/shop',
        'polyvault trash restore DB_URL --space apps/shop --as DB_URL_OLD',
        'polyvault trash space apps/old',
        'polyvault trash restore-space apps/old --as apps/older',
      ),
    );
  registerList(trash, context);
  registerSecrets(trash, context);
  registerSpaces(trash, context);
};

function registerList(trash: Command, context: Context): void {
  trash
    .command('ls', { isDefault: true })
    .description('what is in the trash of a space, and which spaces below it')
    .addOption(spaceOption())
    .action(async (options: SpaceOption) => {
      const space = context.space(options.space);
      const found = await everything(context.client(), space);
      const rows = [
        ...found.secrets.map(({ id, secret, deletedAt, purgeAt }) => [
          secret.name,
          deletedAt,
          purgeAt ?? 'never',
          id,
        ]),
        ...found.spaces.map(({ id, path, deletedAt, purgeAt }) => [
          `${path}/`,
          deletedAt,
          purgeAt ?? 'never',
          id,
        ]),
      ];
      const header = ['NAME', 'DELETED', 'PURGED', 'ID'];
      context.print(found, rows.length === 0 ? `The trash of ${space} is empty.` : table(header, rows));
    });
}

function registerSecrets(trash: Command, context: Context): void {
  trash
    .command('restore')
    .description('take a secret back, with its history')
    .argument('<name>', 'its name, or its id where several had that name')
    .addOption(spaceOption())
    .option('--as <name>', 'restore it under another name')
    .action(async (name: string, options: RestoreOptions) => {
      const client = context.client();
      const space = context.space(options.space);
      const { id } = await oneSecret(client, space, name);
      const as = options.as === undefined ? {} : { name: options.as };
      const metadata = await client.trash.restoreSecret({ space, id }, as);
      context.print(metadata, `Restored ${metadata.name} in ${space}, version ${metadata.version}.`);
    });

  trash
    .command('purge')
    .description('remove a secret in the trash with its history, for good')
    .argument('<name>', 'its name, or its id where several had that name')
    .addOption(spaceOption())
    .requiredOption('-y, --yes', 'that it cannot be undone is known')
    .action(async (name: string, options: SpaceOption) => {
      const client = context.client();
      const space = context.space(options.space);
      const { id, secret } = await oneSecret(client, space, name);
      await client.trash.purgeSecret({ space, id });
      context.print({ space, id, name: secret.name, purged: true }, `Purged ${secret.name} in ${space}.`);
    });
}

function registerSpaces(trash: Command, context: Context): void {
  trash
    .command('space')
    .description('move a whole space with its secrets and their history to the trash')
    .argument('<space>')
    .requiredOption('-y, --yes', 'that all of it goes is known')
    .action(async (space: string) => {
      const { id } = await context.client().trash.deleteSpace(space);
      context.print({ space, id }, `${space} is in the trash; its path is free.`);
    });

  trash
    .command('restore-space')
    .description('take a whole space back')
    .argument('<space>', 'the path that it had, or its id where several had that path')
    .option('--as <path>', 'restore it at another path')
    .action(async (given: string, options: { readonly as?: string }) => {
      const client = context.client();
      const id = isId(given) ? given : (await oneSpace(client, given)).id;
      const space = await client.trash.restoreSpace(id, options.as === undefined ? {} : { path: options.as });
      context.print(space, `Restored ${space.path}.`);
    });

  trash
    .command('purge-space')
    .description('remove a space in the trash with everything in it, for good')
    .argument('<space>', 'the path that it had, or its id where several had that path')
    .requiredOption('-y, --yes', 'that it cannot be undone is known')
    .action(async (given: string) => {
      const client = context.client();
      const id = isId(given) ? given : (await oneSpace(client, given)).id;
      await client.trash.purgeSpace(id);
      context.print({ id, purged: true }, `Purged ${given}.`);
    });
}

async function everything(client: Client, space: string) {
  const secrets: TrashedSecret[] = [];
  const spaces: TrashedSpace[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.trash.list({ space, limit: 1000, ...(cursor === null ? {} : { cursor }) });
    secrets.push(...page.secrets);
    spaces.push(...page.spaces);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return { secrets, spaces };
}

async function oneSecret(client: Client, space: string, name: string): Promise<TrashedSecret> {
  const { secrets } = await everything(client, space);
  const found = secrets.filter(({ id, secret }) => id === name || secret.name === name);
  return only(found, `${name} in the trash of ${space}`);
}

async function oneSpace(client: Client, path: string): Promise<TrashedSpace> {
  const { spaces } = await client.trash.list({ space: path, limit: 1 });
  return only(
    spaces.filter((space) => space.path === path),
    `space ${path} in the trash`,
  );
}

function only<T extends { readonly id: string }>(found: readonly T[], what: string): T {
  const [first, ...others] = found;
  if (first === undefined) {
    throw new CommandError(EXIT.missing, `There is no ${what}.`, '`polyvault trash ls` lists what there is.');
  }
  if (others.length > 0) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new CommandError(
      EXIT.usage,
      `There are ${found.length} of ${what}.`,
      `Name one by its id: ${ids}.`,
    );
  }
  return first;
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text);
}

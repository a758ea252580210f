// `polyvault group`: users and services that share grants; for administrators.
import { table } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

export const registerGroup: RegisterCommand = (program, context) => {
  const group = program
    .command('group')
    .description('groups: list, make, remove, and their members')
    .addHelpText(
      'after',
      examples(
        'polyvault group new shop --description "who works on the shop"',
        'polyvault group add shop user:bob',
        'polyvault grant group:shop reader --space "apps/shop/**"',
      ),
    );
  group
    .command('ls', { isDefault: true })
    .description('all groups')
    .action(async () => {
      const groups = [];
      for await (const one of context.client().groups.all()) groups.push(one);
      context.print(
        groups,
        groups.length === 0
          ? 'There is no group.'
          : table(
              ['NAME', 'DESCRIPTION'],
              groups.map(({ name, description }) => [name, description]),
            ),
      );
    });
  group
    .command('new')
    .description('a group without members')
    .argument('<name>')
    .option('--description <text>')
    .action(async (name: string, { description }: { readonly description?: string }) => {
      const made = await context
        .client()
        .groups.create({ name, ...(description === undefined ? {} : { description }) });
      context.print(made, `There is a group ${name} now.`);
    });
  group
    .command('rm')
    .description('removes a group with its grants')
    .argument('<name>')
    .action(async (name: string) => {
      await context.client().groups.delete(name);
      context.print({ name, removed: true }, `The group ${name} is gone, with its grants.`);
    });
  group
    .command('members')
    .description('who is in it')
    .argument('<name>')
    .action(async (name: string) => {
      const members = [];
      for await (const one of context.client().groups.members(name)) members.push(one);
      context.print(
        members,
        members.length === 0
          ? `Nobody is in ${name}.`
          : table(
              ['WHO', 'SINCE'],
              members.map((member) => [`${member.kind}:${member.name}`, member.since.slice(0, 10)]),
            ),
      );
    });
  group
    .command('add')
    .description('somebody into it')
    .argument('<name>')
    .argument('<member>', 'user:NAME or service:ID')
    .action(async (name: string, member: string) => {
      await context.client().groups.add(name, member);
      context.print({ name, member }, `${member} is in ${name}.`);
    });
  group
    .command('remove')
    .description('somebody out of it')
    .argument('<name>')
    .argument('<member>', 'user:NAME or service:ID')
    .action(async (name: string, member: string) => {
      await context.client().groups.remove(name, member);
      context.print({ name, member }, `${member} is not in ${name} any more.`);
    });
};

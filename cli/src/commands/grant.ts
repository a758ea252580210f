// `polyvault grant`: gives a role on a pattern of spaces, lists the grants that cover a space, or takes one back.
import type { Grant } from '@polyvault/sdk';

import { CommandError, EXIT } from '../failure.ts';
import { table } from '../terminal.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly deny?: boolean;
  readonly revoke?: string;
}

export const registerGrant: RegisterCommand = (program, context) => {
  program
    .command('grant')
    .description('give a role on a space; without a role, list the grants that cover the space')
    .argument('[to]', 'user:NAME, service:ID or group:NAME')
    .argument('[role]', 'viewer, reader, writer, owner, or a role of your own')
    .addOption(spaceOption())
    .option('--deny', 'deny what the role allows; this beats every grant')
    .option('--revoke <id>', 'take the grant with this id back')
    .addHelpText(
      'after',
      examples(
        'polyvault grant user:bob reader --space "apps/shop/**"',
        'polyvault grant --space apps/shop',
        'polyvault grant --revoke 0197f3c2-7b1a-7c53-9d0a-2b8f6c1e4d5a',
      ),
    )
    .action(async (to: string | undefined, role: string | undefined, options: Options) => {
      const client = context.client();
      if (options.revoke !== undefined) {
        await client.grants.delete(options.revoke);
        context.print({ id: options.revoke, revoked: true }, 'The grant is taken back.');
        return;
      }
      const space = context.space(options.space);
      if (to === undefined) {
        const grants: Grant[] = [];
        for await (const grant of client.grants.all({ space })) grants.push(grant);
        const rows = grants.map((grant) => [
          grant.id,
          `${grant.to.kind}:${grant.to.name}`,
          grant.effect,
          grant.role,
          grant.space,
        ]);
        context.print(
          grants,
          rows.length === 0
            ? `No grant covers ${space}.`
            : table(['ID', 'TO', 'EFFECT', 'ROLE', 'SPACE'], rows),
        );
        return;
      }
      if (role === undefined) {
        throw new CommandError(
          EXIT.usage,
          `Which role for ${to}?`,
          'Such as viewer, reader, writer or owner.',
        );
      }
      const denies = options.deny === true;
      const grant = await client.grants.create({ to, role, space, effect: denies ? 'deny' : 'allow' });
      const is = denies ? 'is denied' : 'is';
      context.print(grant, `${to} ${is} ${role} on ${grant.space} (grant ${grant.id}).`);
    });
};

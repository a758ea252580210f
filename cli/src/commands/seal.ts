// `polyvault seal`: whether the server can read its secrets, what opens it, and new keys. What opens a slot comes from a
// file, standard input or a prompt, never from the arguments.
import { existsSync } from 'node:fs';

import { Client } from '@polyvault/sdk';
import type { NewSlot, SealSlot, SlotSecret } from '@polyvault/sdk';
import { Option } from 'commander';
import type { Command } from 'commander';

import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import { askHidden, readStdin } from '../input.ts';
import { readPrivateFile, writePrivateFile } from '../private-file.ts';
import { table } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

const KINDS = ['key-file', 'environment', 'passphrase', 'key-file-and-passphrase', 'shares'] as const;
const WHAT = ['root', 'kek', 'credential', 'row-mac', 'audit-sign'] as const;

interface SecretOptions {
  readonly kind: (typeof KINDS)[number];
  readonly keyFile?: string;
  readonly stdin?: boolean;
}

export const registerSeal: RegisterCommand = (program, context) => {
  const seal = program
    .command('seal')
    .description('what opens the store: its slots, sealing and unsealing, new keys')
    .addHelpText(
      'after',
      examples(
        'polyvault seal status',
        'polyvault seal slot add --kind shares --count 5 --threshold 3',
        'polyvault seal slot add --kind key-file --key-file /etc/polyvault/next.key',
        'polyvault seal unseal --kind passphrase',
        'polyvault seal rotate row-mac',
      ),
    );
  registerState(seal, context);
  registerSlots(seal, context);
  registerKeys(seal, context);
};

function registerState(seal: Command, context: Context): void {
  seal
    .command('status', { isDefault: true })
    .description('whether the server is sealed, and what would open it')
    .action(async () => {
      const state = await open(context).seal.status();
      const slots = (state.slots ?? []).map(({ kind }) => kind).join(', ');
      context.print(state, state.sealed ? `sealed; it opens with: ${slots}` : 'open');
    });
  withSecret(seal.command('unseal').description('open a sealed server; shares may come one by one'))
    .option('--ceremony <id>', 'add shares to this ceremony, as the first answer named it')
    .action(async (options: SecretOptions & { readonly ceremony?: string }) => {
      const { ceremony } = options;
      const secret = await readSecret(context, options);
      const answer = await open(context).seal.unseal({
        ...secret,
        ...(ceremony === undefined ? {} : { ceremony }),
      });
      context.print(
        answer,
        answer.sealed
          ? `${answer.given ?? 0} of ${answer.needed ?? 0} shares are there; add the next one with --ceremony ${answer.ceremony ?? ''}`
          : 'The server is open.',
      );
    });
  seal
    .command('seal')
    .description('forget the keys: nothing can be read until the server is unsealed or started again')
    .action(async () => {
      await context.client().seal.seal();
      context.print({ sealed: true }, 'The server is sealed.');
    });
}

function registerSlots(seal: Command, context: Context): void {
  const slot = seal.command('slot').description('the ways to the root key');
  slot
    .command('ls', { isDefault: true })
    .description('every slot')
    .action(async () => {
      const slots = await context.client().seal.slots();
      context.print(slots, table(['ID', 'KIND', 'KEY'], slots.map(rowOf)));
    });
  withSecret(
    slot.command('add').description('add a way to the root key; a key file that is not there is made'),
  )
    .option('--count <n>', 'how many shares to make')
    .option('--threshold <n>', 'how many of them are needed')
    .action(async (options: SecretOptions & { readonly count?: string; readonly threshold?: string }) => {
      const added = await context.client().seal.addSlot(await newSlot(context, options));
      const text = [`slot ${added.slot.id}`, ...added.shares];
      if (added.shares.length > 0) text.push('Each share is for somebody else; they are not shown again.');
      context.print(added, text.join('\n'));
    });
  slot
    .command('remove')
    .description('remove a way to the root key; older copies of the database still open with it')
    .argument('<id>')
    .action(async (id: string) => {
      await context.client().seal.removeSlot(id);
      context.print(
        { removed: id },
        'The slot is gone. A new root key ends its use for older copies of the keys.',
      );
    });
  withSecret(slot.command('test').description('which slot this opens')).action(
    async (options: SecretOptions) => {
      const found = await context.client().seal.test(await readSecret(context, options));
      context.print(found, `opens slot ${found.id} (${found.kind})`);
    },
  );
}

function registerKeys(seal: Command, context: Context): void {
  seal
    .command('keys')
    .description('the keys by purpose and term, and how far a rotation is')
    .action(async () => {
      const report = await context.client().seal.keys();
      const rows = report.keys.map(({ purpose, term, active }) => [
        purpose,
        String(term),
        active ? 'active' : 'old',
      ]);
      const { rotation } = report;
      const progress =
        rotation === null
          ? 'no rotation is under way'
          : `${rotation.purpose}: ${rotation.renewed} of up to ${rotation.total} rows moved, ${rotation.blocked} cannot be`;
      context.print(report, `${table(['PURPOSE', 'TERM', ''], rows)}\n${progress}`);
    });
  seal
    .command('rotate')
    .description('make a new key; rows move to it in the background')
    .argument('<what>', WHAT.join(', '))
    .option('--remove <ids...>', 'root: slots that go')
    .option('--remove-others', 'root: slots that the server cannot open by itself go')
    .action(
      async (what: string, options: { readonly remove?: string[]; readonly removeOthers?: boolean }) => {
        const known = WHAT.find((one) => one === what);
        if (known === undefined)
          throw new CommandError(EXIT.usage, `One of ${WHAT.join(', ')} can be rotated.`);
        const { remove, removeOthers } = options;
        const rotated = await context.client().seal.rotate({
          what: known,
          ...(remove === undefined ? {} : { remove }),
          ...(removeOthers === undefined ? {} : { removeOthers }),
        });
        const slots = `kept slots: ${rotated.kept.length}, removed: ${rotated.removed.length}`;
        context.print(
          rotated,
          rotated.term === null ? `A new root key; ${slots}` : `${what}: term ${rotated.term}`,
        );
      },
    );
}

function withSecret(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'what opens it').choices([...KINDS]).makeOptionMandatory())
    .option('--key-file <path>', 'the key file')
    .option('--stdin', 'read the passphrase, or the shares, from standard input, a line each');
}

/** Nobody can sign in at a sealed server. */
function open(context: Context): Client {
  return new Client({ baseUrl: context.access().server, retries: 0 });
}

async function newSlot(
  context: Context,
  options: SecretOptions & { readonly count?: string; readonly threshold?: string },
): Promise<NewSlot> {
  const { kind, keyFile, count, threshold } = options;
  if (kind === 'shares') return { kind, count: Number(count ?? 5), threshold: Number(threshold ?? 3) };
  if (keyFile !== undefined && !existsSync(keyFile)) {
    writePrivateFile(
      keyFile,
      `polyvault-key-1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}\n`,
    );
  }
  const secret = await readSecret(context, options);
  if (secret.kind === 'shares') throw new CommandError(EXIT.usage, 'Shares are made by the server.');
  return secret;
}

async function readSecret(context: Context, { kind, keyFile, stdin }: SecretOptions): Promise<SlotSecret> {
  const lines = async (question: string) => {
    if (stdin === true) return (await readStdin()).split(/\r?\n/).filter((line) => line !== '');
    if (context.terminal.stdinIsTerminal) return [await askHidden(question)];
    throw new CommandError(EXIT.usage, 'There is no terminal to ask at.', 'Pipe it in with --stdin.');
  };
  const key = () => {
    if (keyFile === undefined) throw new CommandError(EXIT.usage, 'Name the key file with --key-file.');
    const text = readPrivateFile(keyFile);
    if (text === null) throw new CommandError(EXIT.usage, `There is no key file ${keyFile}.`);
    return text.trim();
  };
  if (kind === 'shares') return { kind, shares: await lines('Share') };
  if (kind === 'key-file' || kind === 'environment') return { kind, key: key() };
  const passphrase = (await lines('Passphrase')).join('\n');
  return kind === 'passphrase' ? { kind, passphrase } : { kind, key: key(), passphrase };
}

function rowOf({ id, kind, fingerprint, shares }: SealSlot): readonly string[] {
  return [id, kind, shares === null ? fingerprint : `${shares.threshold} of ${shares.count} shares`];
}

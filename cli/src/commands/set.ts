// `polyvault set`: creates a secret or replaces its value, which comes from stdin, a file, a prompt or a generator,
// never from an argument that other processes could see.
import { Option } from 'commander';
import { PolyvaultError } from '@polyvault/sdk';
import type { Client, Delivery, MetadataInput, SecretMetadata, SecretRef } from '@polyvault/sdk';

import type { Context } from '../context.ts';
import { envNameProblem } from '../delivery/env-names.ts';
import { CommandError, EXIT } from '../failure.ts';
import { generateValue } from '../generate.ts';
import { askHidden, readInput, readStdin } from '../input.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly valueFile?: string;
  readonly generate?: string | true;
  readonly env?: string;
  readonly file?: string;
  readonly delivery: boolean;
  readonly description?: string;
  readonly tag?: readonly string[];
}

export const registerSet: RegisterCommand = (program, context) => {
  program
    .command('set')
    .description('create a secret or replace its value, read from stdin, a file or a prompt')
    .argument('<name>')
    .addOption(spaceOption())
    .addOption(
      new Option('--value-file <file>', 'the value is the content of this file').conflicts('generate'),
    )
    .option(
      '--generate [policy]',
      'make a random value: a length (32 letters and digits), or such as 24:lower+upper+digits+symbols',
    )
    .option('--env <variable>', 'deliver it to processes as this variable; "" for none')
    .option('--file <path>', 'deliver it to processes as this file (/... or ~/...); "" for none')
    .option('--no-delivery', 'do not deliver a new secret under its own name')
    .option('--description <text>')
    .option('--tag <tags...>')
    .addHelpText(
      'after',
      examples(
        "printf %s 'the value' | polyvault set DB_URL --space apps/shop/prod",
        'polyvault set TLS_KEY --value-file key.pem --file "~/.tls/key.pem"',
        'polyvault set SESSION_KEY --generate 48',
        'polyvault set DB_PASSWORD --generate 24:lower+upper+digits+symbols',
      ),
    )
    .action(async (name: string, options: Options) => {
      const client = context.client();
      const ref = { space: context.space(options.space), name };
      const value = await readValue(context, options);
      const { metadata, created } = await put(context, client, ref, value, options);
      context.print(
        metadata,
        `${created ? 'Created' : 'Changed'} ${name} in ${ref.space}, version ${metadata.version}${deliveredAs(metadata)}.`,
      );
    });
};

async function readValue(context: Context, { valueFile, generate }: Options): Promise<string> {
  if (generate !== undefined) return generateValue(generate === true ? '32' : generate);
  if (valueFile !== undefined) return readInput(valueFile);
  if (context.terminal.stdinIsTerminal) return askHidden('Value');
  const value = await readStdin();
  if (value === '') {
    throw new CommandError(EXIT.usage, 'There is no value on stdin.', 'Pipe one in, or use --value-file.');
  }
  if (/^[^\n]*\n$/.test(value)) {
    context.terminal.warn('The value ends with a line end, which is kept. `printf %s` writes none.');
  }
  return value;
}

/** A new secret is delivered under its own name where that is a free variable name; a known one stays as it was. */
async function put(
  context: Context,
  client: Client,
  ref: SecretRef,
  value: string,
  options: Options,
): Promise<{ readonly metadata: SecretMetadata; readonly created: boolean }> {
  const given: MetadataInput = {
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.tag === undefined ? {} : { tags: options.tag }),
  };
  const asked = askedDelivery(options);
  const withAsked = { value, ...given, ...(asked === null ? {} : { delivery: asked }) };
  const ownName = options.delivery && asked === null && envNameProblem(ref.name) === null;
  if (!ownName) return client.secrets.put(ref, withAsked);
  try {
    return await client.secrets.put(ref, { ...withAsked, delivery: { env: ref.name } }, { ifAbsent: true });
  } catch (error) {
    if (!(error instanceof PolyvaultError)) throw error;
    const taken = error.code === 'conflict' && error.details.field === 'env';
    if (taken) context.terminal.warn(`The variable ${ref.name} is taken by another secret of this space.`);
    else if (error.code !== 'version-mismatch') throw error;
    return client.secrets.put(ref, withAsked);
  }
}

function askedDelivery({ env, file }: Options): Partial<Delivery> | null {
  if (env === undefined && file === undefined) return null;
  if (env !== undefined && env !== '') {
    const problem = envNameProblem(env);
    if (problem !== null) throw new CommandError(EXIT.usage, `--env: ${problem}.`);
  }
  return {
    ...(env === undefined ? {} : { env: env === '' ? null : env }),
    ...(file === undefined ? {} : { file: file === '' ? null : file }),
  };
}

function deliveredAs({ delivery }: SecretMetadata): string {
  const ways = [
    ...(delivery.env === null ? [] : [`variable ${delivery.env}`]),
    ...(delivery.file === null ? [] : [`file ${delivery.file}`]),
  ];
  return ways.length === 0 || !delivery.enabled ? '' : `, delivered as ${ways.join(' and ')}`;
}

// `fandogh docker-config`, `k8s` and `env`: what the server renders, to stdout or to a file that only its owner reads.
import { PolyvaultError } from '@polyvault/sdk';
import type { ResolvedManifest } from '@polyvault/sdk';

import { examples, spaceOption } from '../commands/command.ts';
import type { RegisterCommand, SpaceOption } from '../commands/command.ts';
import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import { readInput } from '../input.ts';
import { writePrivateFile } from '../private-file.ts';
import { printable } from '../terminal.ts';
import { renderEnvFile } from './env-file.ts';

interface Options extends SpaceOption {
  readonly output?: string;
}

const OUTPUT = ['-o, --output <file>', 'write a file with mode 0600 instead of stdout'] as const;

export const addDockerConfig: RegisterCommand = (fandogh, context) => {
  fandogh
    .command('docker-config')
    .description("Docker's config.json of a docker-registry secret")
    .argument('<name>')
    .addOption(spaceOption())
    .option(...OUTPUT)
    .addHelpText('after', examples('polyvault fandogh docker-config my-reg -o ~/.docker/config.json'))
    .action(async (name: string, options: Options) => {
      const space = context.space(options.space);
      const config = await context.client().render.dockerConfig({ space, name });
      give(context, `${JSON.stringify(config, null, 2)}\n`, options);
    });
};

interface KubernetesOptions extends Options {
  readonly as?: string;
  readonly namespace?: string;
}

export const addKubernetesSecret: RegisterCommand = (fandogh, context) => {
  fandogh
    .command('k8s')
    .description('the manifest of a Kubernetes Secret; a single value is there as SECRET_KEY')
    .argument('<name>')
    .addOption(spaceOption())
    .option('--as <name>', 'name in the cluster, where it is not to be that of the secret')
    .option('--namespace <namespace>', 'namespace in the cluster')
    .option(...OUTPUT)
    .addHelpText('after', examples('polyvault fandogh k8s my-reg --namespace shop | kubectl apply -f -'))
    .action(async (name: string, options: KubernetesOptions) => {
      const space = context.space(options.space);
      const { manifest, yaml } = await context.client().render.kubernetesSecret({
        space,
        name,
        ...(options.as === undefined ? {} : { kubernetesName: options.as }),
        ...(options.namespace === undefined ? {} : { kubernetesNamespace: options.namespace }),
      });
      give(context, context.json ? `${JSON.stringify(manifest, null, 2)}\n` : yaml, options);
    });
};

export const addEnv: RegisterCommand = (fandogh, context) => {
  fandogh
    .command('env')
    .description('the environment of a service manifest, with its secrets put in, as a .env file')
    .argument('<manifest>', 'a YAML or JSON file, or - for stdin')
    .addOption(spaceOption())
    .option(...OUTPUT)
    .addHelpText(
      'after',
      examples(
        'polyvault fandogh env fandogh.yml -s fandogh/shop -o .env',
        'polyvault fandogh env - --json < x',
      ),
    )
    .action(async (file: string, options: Options) => {
      const space = context.space(options.space);
      const manifest = await readInput(file);
      const resolved = await resolve(context, space, manifest);
      give(
        context,
        context.json ? `${JSON.stringify(resolved, null, 2)}\n` : renderEnvFile(resolved.env),
        options,
      );
      if (!context.json && resolved.imagePull !== null) {
        const secret = printable(resolved.imagePull.secret);
        context.terminal.note(
          `Its image is pulled with ${secret}: polyvault fandogh docker-config ${secret}`,
        );
      }
    });
};

/** All that is wrong with a manifest in one message. */
async function resolve(context: Context, space: string, manifest: string): Promise<ResolvedManifest> {
  try {
    return await context.client().render.fandoghManifest({ space, manifest });
  } catch (error) {
    if (!(error instanceof PolyvaultError)) throw error;
    const { issues } = error.details;
    if (error.code !== 'invalid-input' || issues === undefined || issues.length === 0) throw error;
    const problems = issues.map(({ path, message }) => `${path === '' ? 'it' : path} ${message}`);
    throw new CommandError(
      EXIT.refused,
      `The manifest cannot be resolved: ${problems.join('; ')}.`,
      `\`polyvault ls --space ${space}\` lists the secrets that are there.`,
      error,
    );
  }
}

function give(context: Context, text: string, { output }: Options): void {
  if (output === undefined) {
    context.terminal.write(text);
    return;
  }
  writePrivateFile(output, text);
  context.terminal.note(`Written to ${output}.`);
}

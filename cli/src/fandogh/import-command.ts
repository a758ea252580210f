// `fandogh import`: what a running Fandogh-compatible server has, which values have to be entered again, and with
// --values the secrets themselves. The report never holds a value.
import { PolyvaultError } from '@polyvault/sdk';
import type { Client, SecretMetadata } from '@polyvault/sdk';

import { examples } from '../commands/command.ts';
import type { RegisterCommand } from '../commands/command.ts';
import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import { readInput, readPassword } from '../input.ts';
import { readTokenFile } from '../private-file.ts';
import { parseEnteredValues } from '../entered-values.ts';
import type { EnteredValues } from '../entered-values.ts';
import { reportImport } from './import-report.ts';
import { planSecret } from './plan-import.ts';
import type { Plan, PlannedSecret } from './plan-import.ts';
import { Remote } from './remote.ts';

interface Options {
  readonly from: string;
  readonly fromToken?: string;
  readonly username?: string;
  readonly passwordStdin?: boolean;
  readonly namespace?: readonly string[];
  readonly into: string;
  readonly values?: string;
  readonly report?: string;
  readonly dryRun?: boolean;
}

export const addImport: RegisterCommand = (fandogh, context, end) => {
  fandogh
    .command('import')
    .description('the secrets of a running Fandogh-compatible server; lists the values to be entered again')
    .requiredOption('--from <url>', 'address of that server, such as https://api.fandogh.cloud')
    .option('--from-token <file>', 'private file with a token for it, instead of FANDOGH_TOKEN')
    .option('--username <name>', 'sign in there; the password is asked for')
    .option('--password-stdin', 'read that password from stdin')
    .option('--namespace <name...>', 'only these; by default all of the user there')
    .option('--into <space>', 'where to, with {namespace} in it', 'fandogh/{namespace}')
    .option('--values <file>', 'JSON with the values that were entered; the report shows its form')
    .option('--report <file>', 'write the report as JSON, too')
    .option('--dry-run', 'create nothing')
    .addHelpText(
      'after',
      examples(
        'polyvault fandogh import --from https://api.fandogh.cloud --username alice --report report.json',
        'polyvault fandogh import --from https://api.fandogh.cloud --username alice --values entered.json',
      ),
    )
    .action(async (options: Options) => {
      const entered = await readValues(options.values);
      const remote = await connect(context, options);
      const client = context.client();
      const namespaces = options.namespace ?? (await remote.namespaces());
      const plans: Plan[] = [];
      for (const namespace of namespaces) {
        plans.push(...(await planNamespace(remote, client, namespace, options.into, entered)));
      }
      const dryRun = options.dryRun === true;
      const done = dryRun ? plans.map(({ secret }) => secret) : await create(client, plans);
      const unused = unusedOf(entered, done);
      reportImport(
        context,
        { from: remote.address, dryRun, namespaces, unused, secrets: done },
        options.report,
      );
      if (done.some(({ decision }) => decision === 'refuse')) end(EXIT.refused);
    });
};

async function readValues(file: string | undefined): Promise<EnteredValues> {
  return file === undefined ? new Map() : parseEnteredValues(await readInput(file), file);
}

async function connect(context: Context, options: Options): Promise<Remote> {
  const { variables } = context.environment;
  const token =
    options.fromToken === undefined ? variables['FANDOGH_TOKEN'] : readTokenFile(options.fromToken);
  const allowPlainHttp = variables['POLYVAULT_ALLOW_PLAIN_HTTP'] === 'true';
  if (options.username === undefined) {
    if (token !== undefined && token !== '') return new Remote(options.from, { token, allowPlainHttp });
    throw new CommandError(
      EXIT.usage,
      'Who are you there?',
      'Use --username, --from-token or FANDOGH_TOKEN.',
    );
  }
  const remote = new Remote(options.from, { token: null, allowPlainHttp });
  await remote.login(
    options.username,
    await readPassword(context, {
      fromStdin: options.passwordStdin === true,
      question: 'Password there',
    }),
  );
  return remote;
}

async function planNamespace(
  remote: Remote,
  client: Client,
  namespace: string,
  into: string,
  entered: EnteredValues,
): Promise<readonly Plan[]> {
  const space = into.replaceAll('{namespace}', () => namespace);
  const secrets = await remote.secrets(namespace);
  const here = new Map<string, SecretMetadata>();
  for await (const secret of client.secrets.all({ space, limit: 1000 })) here.set(secret.name, secret);
  const values = entered.get(namespace);
  return secrets.map((secret) => planSecret(secret, space, here.get(secret.name), values?.get(secret.name)));
}

/** One after the other; what the server refuses is refused in the report, and the others go on. */
async function create(client: Client, plans: readonly Plan[]): Promise<readonly PlannedSecret[]> {
  const done: PlannedSecret[] = [];
  for (const { secret, content } of plans) {
    try {
      if (content !== null)
        await client.secrets.create({ space: secret.space, name: secret.name, ...content });
      done.push(secret);
    } catch (error) {
      if (!(error instanceof PolyvaultError) || !REFUSALS.includes(error.code)) throw error;
      done.push({ ...secret, decision: 'refuse', reason: error.message });
    }
  }
  return done;
}

const REFUSALS: readonly string[] = ['invalid-input', 'conflict', 'too-large', 'quota-exceeded', 'forbidden'];

/** Values that were entered for secrets which the remote does not have, as `NAMESPACE/NAME`. */
function unusedOf(entered: EnteredValues, secrets: readonly PlannedSecret[]): readonly string[] {
  const known = new Set(secrets.map(({ namespace, name }) => `${namespace}/${name}`));
  return [...entered]
    .flatMap(([namespace, names]) => [...names.keys()].map((name) => `${namespace}/${name}`))
    .filter((one) => !known.has(one));
}

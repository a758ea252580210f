// `appgate import`: what a Controller has, which values have to be entered, and with --values the secrets themselves, by
// a bulk upsert that keeps their ids. The report never holds a value.
import { writeFileSync } from 'node:fs';

import { examples } from '../commands/command.ts';
import type { RegisterCommand } from '../commands/command.ts';
import type { Context } from '../context.ts';
import { parseEnteredSecrets } from '../entered-values.ts';
import { CommandError, EXIT } from '../failure.ts';
import { readInput, readPassword } from '../input.ts';
import { readTokenFile } from '../private-file.ts';
import { table } from '../terminal.ts';
import { Controller } from './controller.ts';
import { planSecret, valuesTemplate } from './plan-import.ts';
import type { Plan } from './plan-import.ts';

interface Options {
  readonly from: string;
  readonly fromToken?: string;
  readonly username?: string;
  readonly provider: string;
  readonly passwordStdin?: boolean;
  readonly values?: string;
  readonly report?: string;
  readonly dryRun?: boolean;
}

/** One secret in the report; it holds no value. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly action: 'create' | 'update' | 'unchanged' | 'enter' | 'refuse';
  readonly missing: string | null;
  readonly reason: string | null;
}

export const addImport: RegisterCommand = (appgate, context, end) => {
  appgate
    .command('import')
    .description('the secrets of an Appgate SDP Controller; lists the values to be entered')
    .requiredOption('--from <url>', 'address of the Controller, such as https://controller.example.com:8443')
    .option('--from-token <file>', 'private file with a token for it, instead of APPGATE_TOKEN')
    .option('--username <name>', 'sign in there; the password is asked for')
    .option('--provider <name>', 'identity provider of that user', 'local')
    .option('--password-stdin', 'read that password from stdin')
    .option('--values <file>', 'JSON with the values that were entered; the report shows its form')
    .option('--report <file>', 'write the report as JSON, too')
    .option('--dry-run', 'store nothing')
    .addHelpText(
      'after',
      examples(
        'polyvault appgate import --from https://controller.example.com:8443 --username admin --report report.json',
        'polyvault appgate import --from https://controller.example.com:8443 --username admin --values entered.json',
      ),
    )
    .action(async (options: Options) => {
      const entered =
        options.values === undefined
          ? new Map<string, never>()
          : parseEnteredSecrets(await readInput(options.values), options.values);
      const there = await connect(context, options);
      const allowPlainHttp = allowsPlainHttp(context);
      const access = context.signedIn();
      const here = new Controller(access.server, { token: access.token, allowPlainHttp });
      const known = await here.secrets();
      const byId = new Map(known.map((secret) => [secret.id, secret]));
      const byName = new Map(known.map((secret) => [secret.name, secret]));
      const secrets = await there.secrets();
      const plans = secrets.map((secret) =>
        planSecret(secret, byId.get(secret.id) ?? byName.get(secret.name), entered.get(secret.name)),
      );
      const dryRun = options.dryRun === true;
      const rows = dryRun ? plans.map((plan) => foresee(plan, byId)) : await store(here, plans);
      const names = new Set(secrets.map(({ name }) => name));
      const unused = [...entered.keys()].filter((name) => !names.has(name));
      const outcome = { from: there.address, dryRun, unused, secrets: rows, values: valuesTemplate(plans) };
      if (options.report !== undefined)
        writeFileSync(options.report, `${JSON.stringify(outcome, null, 2)}\n`);
      print(context, outcome);
      if (rows.some(({ action }) => action === 'refuse')) end(EXIT.refused);
    });
};

function allowsPlainHttp(context: Context): boolean {
  return context.environment.variables['POLYVAULT_ALLOW_PLAIN_HTTP'] === 'true';
}

async function connect(context: Context, options: Options): Promise<Controller> {
  const token =
    options.fromToken === undefined
      ? (context.environment.variables['APPGATE_TOKEN'] ?? '')
      : readTokenFile(options.fromToken);
  const allowPlainHttp = allowsPlainHttp(context);
  if (options.username === undefined) {
    if (token !== '') return new Controller(options.from, { token, allowPlainHttp });
    throw new CommandError(
      EXIT.usage,
      'Who are you there?',
      'Use --username, --from-token or APPGATE_TOKEN; with a second factor, a token of a session that passed it.',
    );
  }
  const there = new Controller(options.from, { token: null, allowPlainHttp });
  const password = await readPassword(context, {
    fromStdin: options.passwordStdin === true,
    question: 'Password there',
  });
  await there.login(options.provider, options.username, password);
  return there;
}

async function store(here: Controller, plans: readonly Plan[]): Promise<readonly Row[]> {
  const { created, updated, failures } = await here.upsert(
    plans.flatMap(({ item }) => (item === null ? [] : [item])),
  );
  return plans.map((plan) => {
    const { item } = plan;
    if (item === null) return toRow(plan, plan.decision === 'enter' ? 'enter' : 'refuse');
    const id = String(item['id']);
    const reason = failures.get(id);
    if (reason !== undefined) return { ...toRow(plan, 'refuse'), reason };
    return toRow(plan, created.has(id) ? 'create' : updated.has(id) ? 'update' : 'unchanged');
  });
}

function foresee(plan: Plan, byId: ReadonlyMap<string, unknown>): Row {
  if (plan.item === null) return toRow(plan, plan.decision === 'enter' ? 'enter' : 'refuse');
  return toRow(plan, byId.has(String(plan.item['id'])) ? 'update' : 'create');
}

function toRow({ secret: { id, name, type }, missing, reason }: Plan, action: Row['action']): Row {
  return { id, name, type, action, missing, reason };
}

function print(
  context: Context,
  outcome: { readonly dryRun: boolean; readonly unused: readonly string[]; readonly secrets: readonly Row[] },
): void {
  const { secrets, dryRun, unused } = outcome;
  const done: Partial<Record<Row['action'], string>> = dryRun ? {} : { create: 'created', update: 'updated' };
  const rows = secrets.map(({ action, name, type, missing, reason }) => [
    done[action] ?? action,
    name,
    type,
    reason ?? (missing === null ? '' : `enter ${missing}`),
  ]);
  const count = (action: Row['action']): number => secrets.filter((row) => row.action === action).length;
  context.print(
    outcome,
    [
      ...(rows.length === 0 ? [] : [table(['ACTION', 'NAME', 'TYPE', 'WHY'], rows), '']),
      `${count('create')} ${dryRun ? 'to create' : 'created'}, ${count('update')} ${dryRun ? 'to update' : 'updated'}, ` +
        `${count('unchanged')} unchanged, ${count('enter')} to be entered, ${count('refuse')} refused.`,
    ].join('\n'),
  );
  if (unused.length > 0) {
    context.terminal.warn(`There are values for ${unused.length} secrets that are unknown there.`);
  }
}

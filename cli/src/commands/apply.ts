// `polyvault apply`: registers the app of an OlaresManifest.yaml with the ops that it declares for secrets. The app's
// secret is shown once, when the app is new.
import type { Client } from '@polyvault/sdk';

import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import { readInput } from '../input.ts';
import { findApp, registerApp, removeApp } from '../olares/apps.ts';
import type { AppCredential, RegisteredApp } from '../olares/apps.ts';
import { readAppName, readManifest } from '../olares/manifest.ts';
import type { Manifest } from '../olares/manifest.ts';
import { writePrivateFile } from '../private-file.ts';
import { printable } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

interface Options {
  readonly user?: string;
  readonly output?: string;
  readonly anyWorkspace?: boolean;
  readonly dryRun?: boolean;
  readonly remove?: boolean;
}

export const registerApply: RegisterCommand = (program, context) => {
  program
    .command('apply')
    .description('register the app of an OlaresManifest.yaml, with the ops that it declares for secrets')
    .argument('<manifest>', 'OlaresManifest.yaml, or - for stdin')
    .option('--user <name>', 'for this user instead of yourself; for administrators')
    // Not --env-file: node takes that for itself, wherever it stands.
    .option('-o, --output <file>', 'write key and secret of a new app to this file (0600), instead of stdout')
    .option('--any-workspace', 'accept ops that name no workspace, and so reach all of the user')
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--remove', 'remove the app; its tokens end at once')
    .addHelpText(
      'after',
      examples(
        'polyvault apply OlaresManifest.yaml --output app.env',
        'polyvault apply OlaresManifest.yaml --dry-run',
        'polyvault apply OlaresManifest.yaml --remove',
      ),
    )
    .action(async (file: string, options: Options) => {
      const text = await readInput(file);
      const source = file === '-' ? 'stdin' : file;
      if (options.remove === true) {
        await remove(context, readAppName(text, source), options);
      } else {
        await apply(
          context,
          readManifest(text, source, { anyWorkspace: options.anyWorkspace === true }),
          options,
        );
      }
    });
};

async function apply(context: Context, manifest: Manifest, options: Options): Promise<void> {
  const client = context.client();
  const user = options.user ?? (await client.me()).username;
  const before = await findApp(client, user, manifest.app);
  const dryRun = options.dryRun === true;
  const registered = dryRun ? null : await registerApp(context, client, manifest, options.user);
  // The secret of an app that was there is known to whoever registered it, and not shown again.
  const credential = before === null ? registered : null;
  if (credential !== null && options.output !== undefined) {
    await keepCredential(context, client, manifest, credential, options);
  }
  report(
    context,
    { manifest, user, before, key: registered?.key ?? before?.key ?? null, credential },
    options,
  );
}

/** An app whose secret is in no file is of no use: it is removed again when the file cannot be written. */
async function keepCredential(
  context: Context,
  client: Client,
  { app }: Manifest,
  credential: AppCredential,
  { output = '', user }: Options,
): Promise<void> {
  try {
    writePrivateFile(output, `${variables(context, credential).join('\n')}\n`);
  } catch (error) {
    await removeApp(context, client, app, user);
    throw error;
  }
}

interface Applied {
  readonly manifest: Manifest;
  readonly user: string;
  readonly before: RegisteredApp | null;
  readonly key: string | null;
  /** Only of a new app. */
  readonly credential: AppCredential | null;
}

function report(context: Context, applied: Applied, { output, dryRun = false }: Options): void {
  const { manifest, user, before, key, credential } = applied;
  const { app, appid, ops, ignored } = manifest;
  const known = before?.ops ?? [];
  const added = ops.filter((op) => !known.includes(op));
  const removed = known.filter((op) => !ops.includes(op));
  const shown = output === undefined ? credential : null;
  const changes = [...added.map((op) => `  + ${op}`), ...removed.map((op) => `  - ${op}`)].map(printable);
  context.print(
    {
      app,
      appid,
      user,
      dryRun,
      created: before === null,
      key,
      ops: { added, removed, kept: ops.filter((op) => known.includes(op)) },
      ignored,
      credential: shown === null ? null : { OS_APP_KEY: shown.key, OS_APP_SECRET: shown.secret },
      output: credential === null ? null : (output ?? null),
    },
    [
      headline(applied, changes.length, dryRun),
      ...changes,
      ...(before !== null && before.appid !== appid
        ? [`  appid ${printable(before.appid)} -> ${printable(appid)}`]
        : []),
      ...(shown === null ? [] : variables(context, shown)),
    ].join('\n'),
  );
  if (context.json) return;
  for (const { dataType, group, line } of ignored) {
    context.terminal.note(
      `Ignored, as it is not for secrets: line ${line}, ${printable(dataType || '?')} ${printable(group || '?')}.`,
    );
  }
  if (shown !== null) context.terminal.note('Keep the secret: it is shown only now.');
  if (credential !== null && output !== undefined) context.terminal.note(`Key and secret are in ${output}.`);
  if (before !== null && output !== undefined) {
    context.terminal.note(`${output} was not written: the secret was given when the app was registered.`);
  }
}

function headline(
  { manifest: { app }, user, before, key }: Applied,
  changes: number,
  dryRun: boolean,
): string {
  const whose = `${app} of ${printable(user)}`;
  if (before === null) return dryRun ? `${whose} would be registered:` : `Registered ${whose}:`;
  if (changes === 0) return `${whose} is registered with these ops already; its key is ${key ?? ''}.`;
  return dryRun ? `${whose} would change:` : `Changed ${whose}; its key is still ${key ?? ''}:`;
}

/** The variables that an app's chart gives to its pods (olares.md 1.3); clients put http:// before the server. */
function variables(context: Context, { key, secret }: AppCredential): readonly string[] {
  const { protocol, host } = new URL(context.access().server);
  return [
    `OS_APP_KEY=${key}`,
    `OS_APP_SECRET=${secret}`,
    ...(protocol === 'http:' ? [`OS_SYSTEM_SERVER=${host}`] : []),
  ];
}

async function remove(context: Context, app: string, options: Options): Promise<void> {
  const client = context.client();
  const user = options.user ?? (await client.me()).username;
  const before = await findApp(client, user, app);
  if (before === null) {
    throw new CommandError(EXIT.missing, `${printable(user)} has no app ${app}.`);
  }
  const dryRun = options.dryRun === true;
  if (!dryRun) await removeApp(context, client, app, options.user);
  context.print(
    { app, user, removed: !dryRun },
    dryRun
      ? `${app} of ${printable(user)} would be removed.`
      : `Removed ${app} of ${printable(user)}: its key and its tokens are not accepted any more. Its secrets stay.`,
  );
}

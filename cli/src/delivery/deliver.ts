// Carries a plan out: files first, then the variables of a process. What cannot be delivered is an error, unless the
// caller said to keep going.
import type { Secret } from '@polyvault/sdk';

import { CommandError, EXIT } from '../failure.ts';
import { isSystemError } from '../private-file.ts';
import type { Terminal } from '../terminal.ts';
import { printable } from '../terminal.ts';
import type { DeliveredFiles } from './files.ts';
import { FileRefusedError } from './guarded-folder.ts';
import type { Plan } from './plan.ts';

/** Writes the files of the plan and takes those of an earlier one away. */
export function deliverFiles(
  plan: Plan,
  files: DeliveredFiles,
  terminal: Terminal,
  keepGoing: boolean,
): void {
  const problems = [...plan.problems];
  const secrets = new Map<string, string>();
  for (const { secret, path, content } of plan.files) {
    try {
      const target = files.write(path, content);
      const earlier = secrets.get(target);
      if (earlier !== undefined) {
        terminal.warn(printable(`${earlier} and ${secret} mean the same file; ${secret} wins.`));
      }
      secrets.set(target, secret);
    } catch (error) {
      if (!isSystemError(error) && !(error instanceof FileRefusedError)) throw error;
      problems.push(
        `${secret}: ${path} is not written: ${isSystemError(error) ? error.code : error.message}`,
      );
    }
  }
  if (problems.length > 0 && !keepGoing) {
    throw new CommandError(
      EXIT.notStarted,
      `Not everything can be delivered: ${problems.join('; ')}.`,
      'Correct the delivery of these secrets, or go on without them with --keep-going.',
    );
  }
  for (const problem of problems) terminal.warn(printable(`${problem}.`));
  for (const problem of files.keepOnly(new Set(secrets.keys()))) terminal.warn(printable(`${problem}.`));
}

/** A misspelt space, or secrets that were made without a delivery, would otherwise show in the command alone. */
export function warnOfNothing(space: string, secrets: readonly Secret[], terminal: Terminal): void {
  if (secrets.some(({ delivery: { enabled, env, file } }) => enabled && (env ?? file) !== null)) return;
  terminal.warn(
    secrets.length === 0
      ? `There are no secrets in ${space}.`
      : `No secret of ${space} is delivered as a variable or a file; \`polyvault set --help\` has --env and --file.`,
  );
}

/** The environment of the runner with its references resolved, the secrets over it, without the token that read them (coder.md 4.8, rule 2). */
export function environmentFor(
  plan: Plan,
  variables: Readonly<Record<string, string | undefined>>,
  keepToken: boolean,
  resolved: ReadonlyMap<string, string> = new Map(),
): Readonly<Record<string, string | undefined>> {
  const { POLYVAULT_TOKEN: token, ...rest } = variables;
  return {
    ...rest,
    ...Object.fromEntries(resolved),
    ...(keepToken && token !== undefined ? { POLYVAULT_TOKEN: token } : {}),
    ...Object.fromEntries(plan.env),
  };
}

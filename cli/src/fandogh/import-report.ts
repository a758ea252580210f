// The report of an import: names, types, spaces and public fields, and which values are still to be entered; no value.
import { writeFileSync } from 'node:fs';

import type { Context } from '../context.ts';
import { table } from '../terminal.ts';
import { valuesTemplate } from './plan-import.ts';
import type { PlannedSecret } from './plan-import.ts';

export interface ImportOutcome {
  readonly from: string;
  readonly dryRun: boolean;
  readonly namespaces: readonly string[];
  /** Values that were entered for secrets which the remote does not have, as `NAMESPACE/NAME`. */
  readonly unused: readonly string[];
  readonly secrets: readonly PlannedSecret[];
}

/** Prints it as text or JSON; the JSON also into `file`. Its `values` are the form of a file for --values. */
export function reportImport(context: Context, outcome: ImportOutcome, file: string | undefined): void {
  const { secrets, dryRun, unused } = outcome;
  const report = { ...outcome, values: valuesTemplate(secrets) };
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  const rows = secrets.map(({ decision, space, name, type, missing, reason }) => [
    decision === 'create' && !dryRun ? 'created' : decision,
    space,
    name,
    type,
    reason ?? (missing.length > 0 ? `enter ${missing.join(', ')}` : ''),
  ]);
  const count = (decision: PlannedSecret['decision']): number =>
    secrets.filter((secret) => secret.decision === decision).length;
  context.print(
    report,
    [
      ...(rows.length === 0 ? [] : [table(['ACTION', 'SPACE', 'NAME', 'TYPE', 'WHY'], rows), '']),
      `${count('create')} ${dryRun ? 'to create' : 'created'}, ${count('enter')} to be entered, ` +
        `${count('present')} here already, ${count('refuse')} refused.`,
    ].join('\n'),
  );
  if (unused.length > 0) {
    context.terminal.warn(`There are values for ${unused.length} secrets that are unknown there.`);
  }
}

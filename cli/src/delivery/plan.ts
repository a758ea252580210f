// What a process gets of the secrets of a space: variables and files, as their delivery asks (coder.md 4.3, 4.4).
// Values pass as they are: nothing is expanded, trimmed or completed.
import type { Secret } from '@polyvault/sdk';

import { envNameProblem } from './env-names.ts';

export interface PlannedFile {
  /** The secret's name, for messages. */
  readonly secret: string;
  /** As the secret says it: from `/` or `~/`. */
  readonly path: string;
  readonly content: string;
}

export interface Plan {
  readonly env: ReadonlyMap<string, string>;
  /** In the order of the secrets' names, so that the later one wins on the same place. */
  readonly files: readonly PlannedFile[];
  /** What cannot be delivered, one line each, without values. */
  readonly problems: readonly string[];
}

export function planDelivery(secrets: readonly Secret[]): Plan {
  const env = new Map<string, string>();
  const files: PlannedFile[] = [];
  const problems: string[] = [];
  const sorted = [...secrets].sort((a, b) => compareCodePoints(a.name, b.name));
  for (const secret of sorted) {
    const { delivery, name } = secret;
    if (!delivery.enabled || (delivery.env === null && delivery.file === null)) continue;
    const value = valueOf(secret);
    if (value === null) {
      problems.push(`${name}: it has several fields and none is called value`);
      continue;
    }
    if (delivery.env !== null) {
      const problem = value.includes('\0')
        ? 'a variable cannot hold a NUL character'
        : envNameProblem(delivery.env);
      if (problem === null) env.set(delivery.env, value);
      else problems.push(`${name}: ${problem}`);
    }
    if (delivery.file !== null) files.push({ secret: name, path: delivery.file, content: value });
  }
  return { env, files, problems };
}

/** Every value that the plan gives to a process. */
export function valuesOf(plan: Plan): readonly string[] {
  return [...plan.env.values(), ...plan.files.map(({ content }) => content)];
}

/** Whether two plans give a process the same variables. */
export function sameEnv(a: Plan, b: Plan): boolean {
  return a.env.size === b.env.size && [...a.env].every(([name, value]) => b.env.get(name) === value);
}

/** Whether two plans write the same files. */
export function sameFiles(a: Plan, b: Plan): boolean {
  return (
    a.files.length === b.files.length &&
    a.files.every(({ path, content }, index) => {
      const other = b.files[index];
      return other?.path === path && other.content === content;
    })
  );
}

function valueOf({ fields }: Secret): string | null {
  const values = Object.values(fields);
  return fields['value'] ?? (values.length === 1 ? (values[0] ?? null) : null);
}

/** The order of coder.md 2.2; the comparison of JavaScript strings goes by UTF-16 units, which is another one. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

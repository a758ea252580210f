// Reads a source tree with the import rules of .dependency-cruiser.cjs and the rule on the environment.
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { PROCESS_RULE, processViolations } from './process-rules.ts';
import type { Violation } from './violation.ts';

export interface TreeReport {
  /** How many files of ours were read; 0 means that nothing was checked. */
  readonly modules: number;
  /** Sorted by rule and file. */
  readonly violations: readonly Violation[];
}

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '..', '..');

const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const ROOMS = ['server/src', 'cli', 'sdk', 'web', 'test', 'bench'];

/** The names of all rules. */
export async function ruleNames(): Promise<readonly string[]> {
  const { ruleSet } = await extractOptions(CONFIG);
  return [...(ruleSet?.forbidden ?? []).map(({ name }) => name ?? 'unnamed'), PROCESS_RULE];
}

/** Reads the rooms below `root`, which has the layout of the repository. */
export async function readTree(root: string): Promise<TreeReport> {
  const rooms = ROOMS.filter((room) => existsSync(join(root, room)));
  const options = await extractOptions(CONFIG);
  const { output } = await cruise(rooms, { ...options, validate: true, baseDir: root });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text');
  const files = ownFiles(output);
  const imports = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  const violations = [...imports, ...processViolations(root, files)];
  return {
    modules: files.length,
    violations: violations.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
  };
}

function ownFiles(result: ICruiseResult): readonly string[] {
  return result.modules
    .map(({ source }) => source)
    .filter((source) => ROOMS.some((room) => source.startsWith(`${room}/`)) && /\.tsx?$/.test(source));
}

function sortKey({ rule, from, to }: Violation): string {
  return `${rule} ${from} ${to}`;
}

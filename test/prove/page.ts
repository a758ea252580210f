// PROMISES.md: the claims, their commands, and the figures of the last run of each, which only a run writes.
import { PROMISES } from './promises.ts';

/** The last run of one command. */
export interface Outcome {
  readonly passed: boolean;
  /** What it printed of itself. */
  readonly figures: string;
  /** Day, in UTC. */
  readonly date: string;
  readonly machine: string;
}

/** By command. */
export type Outcomes = Readonly<Record<string, Outcome>>;

export function isCommand(control: string): boolean {
  return /^(?:npm run|node) /.test(control);
}

export function renderPage(outcomes: Outcomes): string {
  const lines = [
    '# Promises',
    '',
    'Every claim has a command that shows it again, and a control: the same with a fault put in, which has to be found.',
    'This page is written by `npm run prove` (`-- --full` for the whole, `-- --only ID` for one claim); nobody types figures here.',
  ];
  for (const { id, claim, proofs } of PROMISES) {
    lines.push('', `## ${id}`, '', claim, '');
    for (const { command, full, control } of proofs) {
      const main = full !== undefined && outcomes[full] !== undefined ? full : command;
      lines.push(`- \`${main}\``, `  ${figure(outcomes[main])}`);
      if (isCommand(control)) lines.push(`  - control: \`${control}\``, `    ${figure(outcomes[control])}`);
      else lines.push(`  - control: ${control}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function figure(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '**not run yet**';
  const { passed, figures, date, machine } = outcome;
  return `${passed ? 'held' : '**FAILED**'}, ${date}, ${machine}: ${figures}`;
}

// A comparison of spaces for people: a row for each name, a column for each space, never a value.
import type { ComparedName, Comparison } from '@polyvault/sdk';

import type { Context } from './context.ts';
import { EXIT } from './failure.ts';
import { table } from './terminal.ts';

export interface ComparisonOptions {
  /** Only names that are missing somewhere or whose contents differ. */
  readonly differences?: boolean;
  /** Ends with 1 when there is such a name. */
  readonly check?: boolean;
}

/** Prints the comparison; `columns` are the headings of its spaces. */
export function printComparison(
  context: Context,
  end: (exitCode: number) => void,
  comparison: Comparison,
  columns: readonly string[],
  { differences = false, check = false }: ComparisonOptions,
): void {
  const { items, contents, spaces } = comparison;
  const differing = items.filter(differs);
  const shown = differences ? differing : items;
  const rows = shown.map((item) => [item.name, item.content ?? '-', ...cells(item)]);
  context.print(
    { ...comparison, items: shown },
    rows.length === 0
      ? differences && items.length > 0
        ? 'Nothing differs.'
        : 'None of these spaces has a secret.'
      : table(['NAME', 'CONTENT', ...columns], rows),
  );
  if (check && differing.length > 0) end(EXIT.failed);
  if (context.json) return;
  for (const { path, exists } of spaces) {
    if (!exists) context.terminal.note(`Nothing was ever created in ${path}.`);
  }
  if (!contents) {
    context.terminal.note('Contents are not compared: you may not read in all of these spaces.');
  } else if (rows.some((row) => row.includes('different'))) {
    context.terminal.note('Versions of one row with the same letter have the same content.');
  }
}

function differs({ content, places }: ComparedName): boolean {
  return content === 'different' || places.includes(null);
}

/** Such as `v3`, with a letter for the content where there are several, and `missing`. */
function cells({ content, places }: ComparedName): readonly string[] {
  return places.map((place) => {
    if (place === null) return 'missing';
    const letter =
      content === 'different' && place.group !== null ? ` ${'ABCDEFGH'.charAt(place.group - 1)}` : '';
    return `v${place.version}${letter}`;
  });
}

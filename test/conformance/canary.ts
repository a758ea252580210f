// Secret values of a case are canaries: they may show only in the answers of steps that say so, and never in
// the server's log nor in what the runner prints.
import { asText } from './json.ts';
import { substitute, type Variables } from './variables.ts';

/** What one answer showed: header values and body. */
export interface Shown {
  readonly step: string;
  readonly mayShow: boolean;
  readonly text: string;
}

/** Each secret value in the forms in which a text may hold it: as it is, inside JSON, in a URL, as Base64. */
export function secretTexts(values: readonly string[], variables: Variables): readonly string[] {
  const plain = values.flatMap((value) => {
    try {
      return [asText(substitute(value, variables))];
    } catch {
      // A step before the one that saves it has failed, and that failure is reported.
      return [];
    }
  });
  const forms = plain.flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
  ]);
  return [...new Set(forms)];
}

/** One line for each answer and for the log where a secret value shows. */
export function leaks(values: readonly string[], shown: readonly Shown[], log: string): readonly string[] {
  const holds = (text: string) => values.some((value) => text.includes(value));
  return [
    ...shown
      .filter(({ mayShow, text }) => !mayShow && holds(text))
      .map(({ step }) => `${step}: the answer shows a secret value`),
    ...(holds(log) ? ['the log shows a secret value'] : []),
  ];
}

/** The line with every secret value hidden. */
export function masked(line: string, values: readonly string[]): string {
  return values.reduce((text, value) => text.replaceAll(value, '[secret]'), line);
}

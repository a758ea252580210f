// Helm directives in a manifest, hidden so that the YAML around them can be read. What a template would decide is
// never guessed: a part that it touches is told apart by its place, and no place moves.

/** A directive `{{ ... }}`, or the whole of a block from its `if` to its `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

export interface HiddenTemplate {
  /** The text with its directives replaced; of the same length, with the same lines. */
  readonly text: string;
  readonly directives: readonly Span[];
  /** Where the template starts that decides on this part of the text, or null when none does. */
  touches(start: number, end: number): number | null;
}

const DIRECTIVE = /\{\{[\s\S]*?\}\}/g;
const OPENS = /^\{\{-?\s*(?:if|range|with|define|block)\b/;
const CLOSES = /^\{\{-?\s*end\b/;

export function hideTemplate(text: string): HiddenTemplate {
  const directives: Span[] = [];
  const blocks: Span[] = [];
  const open: number[] = [];
  const hidden = text.replace(DIRECTIVE, (directive, start: number) => {
    const end = start + directive.length;
    directives.push({ start, end });
    if (OPENS.test(directive)) open.push(start);
    const opened = CLOSES.test(directive) ? open.pop() : undefined;
    if (opened !== undefined) blocks.push({ start: opened, end });
    return standsAlone(text, start, end)
      ? `#${directive.slice(1).replace(/[^\n]/g, ' ')}`
      : directive.replace(/[^\n]/g, 'x');
  });
  // A block without an end goes on to the end of the text.
  for (const start of open) blocks.push({ start, end: text.length });
  const spans = [...blocks, ...directives];
  return {
    text: hidden,
    directives,
    touches(start, end) {
      const touching = spans.filter((span) => span.start < end && span.end > start);
      return touching.length === 0 ? null : Math.min(...touching.map((span) => span.start));
    },
  };
}

/** Whether a directive has its lines for itself; it then is a comment to YAML, else a part of a value. */
function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const lineEnd = text.indexOf('\n', end);
  const behind = text.slice(end, lineEnd === -1 ? text.length : lineEnd);
  return before.trim() === '' && /^\s*(?:#.*)?$/.test(behind);
}

// A space template such as `fandogh/{namespace}`: how a dialect's own words become a path of ours, and back.
import { AppError, invalidInput } from '../../base/errors.ts';
import { isSegment } from './path.ts';

export interface SpaceTemplate {
  readonly source: string;
  /** Names between braces, in order. */
  readonly variables: readonly string[];
  /** The path; `invalid-input` when a value cannot be one path segment. */
  render(values: Readonly<Record<string, string>>): string;
  /** The values of a path that this template could have rendered, or null. */
  match(path: string): Readonly<Record<string, string>> | null;
  /** The path above the first variable; empty when the template starts with one. */
  readonly root: string;
}

/** Each segment is either literal or one variable in braces. Throws `invalid-input` for anything else. */
export function parseSpaceTemplate(source: string): SpaceTemplate {
  const segments = source.split('/').map((text) => {
    const variable = /^\{([a-z][a-z0-9_]*)\}$/.exec(text)?.[1];
    if (variable === undefined && !isSegment(text)) {
      throw invalidInput({
        path: 'template',
        message: `has a segment "${text}" that is neither a name nor {a variable}`,
      });
    }
    return { text, variable };
  });
  if (segments.length > 8) throw invalidInput({ path: 'template', message: 'has more than 8 segments' });
  const firstVariable = segments.findIndex((segment) => segment.variable !== undefined);
  return {
    source,
    variables: segments.flatMap((segment) => segment.variable ?? []),
    root: segments
      .slice(0, firstVariable === -1 ? segments.length : firstVariable)
      .map((segment) => segment.text)
      .join('/'),
    render(values) {
      return segments
        .map((segment) => {
          if (segment.variable === undefined) return segment.text;
          const value = values[segment.variable];
          if (value === undefined) {
            throw new AppError(
              'internal',
              `The space template ${source} lacks a value for ${segment.variable}.`,
            );
          }
          if (!isSegment(value)) {
            throw invalidInput({
              path: segment.variable,
              message:
                'must start with a letter or digit and hold only letters, digits and . _ @ -, at most 128',
            });
          }
          return value;
        })
        .join('/');
    },
    match(path) {
      const parts = path.split('/');
      if (parts.length !== segments.length) return null;
      const values: Record<string, string> = {};
      for (const [index, segment] of segments.entries()) {
        const part = parts[index] ?? '';
        if (segment.variable === undefined) {
          if (segment.text !== part) return null;
        } else if (values[segment.variable] !== undefined && values[segment.variable] !== part) {
          return null;
        } else {
          values[segment.variable] = part;
        }
      }
      return values;
    },
  };
}

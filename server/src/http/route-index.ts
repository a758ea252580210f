// Which methods a path knows, to tell a wrong method from a wrong path.

interface Pattern {
  readonly segments: readonly string[];
  readonly methods: ReadonlySet<string>;
}

export class RouteIndex {
  readonly #patterns: Pattern[] = [];

  /** A registered route: its path with `:name` and `*`, and its methods. */
  add(url: string, methods: readonly string[]): void {
    this.#patterns.push({ segments: url.split('/'), methods: new Set(methods) });
  }

  /** The methods of every route that this path (undecoded, without the query) matches, sorted. */
  methodsOf(path: string): readonly string[] {
    const segments = path.split('/');
    const found = this.#patterns.filter((pattern) => matches(pattern.segments, segments));
    return [...new Set(found.flatMap((pattern) => [...pattern.methods]))].sort();
  }
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  for (const [index, segment] of pattern.entries()) {
    if (segment === '*') return path.length > index;
    const part = path[index];
    if (part === undefined) return false;
    if (segment.startsWith(':') ? part === '' : segment !== part) return false;
  }
  return pattern.length === path.length;
}

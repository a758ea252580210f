// Which fields of a kind are public: readable with `list`, versioned with the rest, covered by the row MAC.

const PUBLIC_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'docker-registry': ['server', 'username', 'email'],
  credentials: ['username'],
  'ssh-key': ['username'],
};

export const DEFAULT_KIND = 'generic';

/** A content split into what may be shown and what is sealed, each sorted by field name. */
export interface SplitFields {
  readonly names: readonly string[];
  readonly open: ReadonlyMap<string, string>;
  readonly sealed: ReadonlyMap<string, string>;
}

export function splitFields(kind: string, fields: ReadonlyMap<string, string>): SplitFields {
  const isPublic = Object.hasOwn(PUBLIC_FIELDS, kind) ? (PUBLIC_FIELDS[kind] ?? []) : [];
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    names: sorted.map(([name]) => name),
    open: new Map(sorted.filter(([name]) => isPublic.includes(name))),
    sealed: new Map(sorted.filter(([name]) => !isPublic.includes(name))),
  };
}

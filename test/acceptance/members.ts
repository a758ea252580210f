// Every member of a JSON value, however deep, and the value with one of them replaced.

export type Path = readonly (string | number)[];

/** The paths of all members and items of an object or list, the value itself not among them. */
export function memberPaths(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    return [path, ...memberPaths(inner, path)];
  });
}

export function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const inner = replaced((value as Readonly<Record<string | number, unknown>>)[key], rest, by);
  if (!Array.isArray(value)) return { ...(value as object), [key]: inner };
  return value.map((item: unknown, index) => (index === key ? inner : item));
}

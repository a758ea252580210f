// Op strings such as `RetrieveSecret?workspace=notes`: declared, asked for and called, compared byte for byte
// (olares.md 1.3). Nothing is decoded before it was compared.

export const OPS = ['RetrieveSecret', 'CreateSecret', 'DeleteSecret', 'UpdateSecret', 'ListSecret'] as const;
export type OpName = (typeof OPS)[number];

/** Which provider an op belongs to. */
export interface Provider {
  readonly dataType: string;
  readonly group: string;
  readonly version: string;
}

/** One entry of `permission.sysData`: ops of one provider. */
export interface Permission extends Provider {
  readonly ops: readonly string[];
}

/** The one provider that this server is (olares.md 1.3). */
export const SECRET_PROVIDER: Provider = { dataType: 'secret', group: 'secret.infisical', version: 'v1' };

export function isOpName(text: string): text is OpName {
  return (OPS as readonly string[]).includes(text);
}

export function isSameProvider(a: Provider, b: Provider): boolean {
  return a.dataType === b.dataType && a.group === b.group && a.version === b.version;
}

/** The op string of a call: the name alone when the query is empty. */
export function opString(name: string, rawQuery: string): string {
  return rawQuery === '' ? name : `${name}?${rawQuery}`;
}

/** The name of an op string, and its undecoded query (null for a bare op). */
export function splitOp(op: string): { readonly name: string; readonly rawQuery: string | null } {
  const mark = op.indexOf('?');
  return mark === -1
    ? { name: op, rawQuery: null }
    : { name: op.slice(0, mark), rawQuery: op.slice(mark + 1) };
}

/** The query of a request target as it was sent, without the question mark. */
export function rawQueryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? '' : target.slice(mark + 1);
}

/** The first `workspace` of a query, decoded once; null when there is none or it is empty. */
export function workspaceOf(rawQuery: string): string | null {
  const workspace = new URLSearchParams(rawQuery).get('workspace');
  return workspace === null || workspace === '' ? null : workspace;
}

/**
 * Whether every op that is asked for was declared, verbatim or by its bare name (olares.md 1.3). Asking for
 * nothing is not declared: a token without ops would open nothing.
 */
export function isDeclared(declared: readonly Permission[], asked: Permission): boolean {
  const ops = new Set(declared.filter((entry) => isSameProvider(entry, asked)).flatMap((entry) => entry.ops));
  return asked.ops.length > 0 && asked.ops.every((op) => ops.has(op) || ops.has(splitOp(op).name));
}

/** The ops of a permission as the strings that its token carries; injective. */
export function toScope(permission: Permission): readonly string[] {
  return permission.ops.map((op) => scopeEntry(permission, op));
}

export function inScope(scope: readonly string[], provider: Provider, op: string): boolean {
  return scope.includes(scopeEntry(provider, op));
}

function scopeEntry(provider: Provider, op: string): string {
  return JSON.stringify([provider.dataType, provider.group, provider.version, op]);
}

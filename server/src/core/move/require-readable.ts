// A secret for a reader: the one that is there, else the one that stood there and can be read where it went.
import type { Action } from '../access/actions.ts';
import type { AuditObject } from '../audit/event.ts';
import type { Scope } from '../scope.ts';
import type { Ports } from '../ports/deps.ts';
import { auditFound, findSecret } from '../secrets/find-secret.ts';
import type { FoundSecret } from '../secrets/find-secret.ts';
import type { SecretRef } from '../secrets/secret.ts';
import { requireMoved } from './aliases.ts';

/** `object` is that of the event, with both names of what was reached through its old address. */
export async function requireReadable(
  ports: Ports,
  scope: Scope,
  ref: SecretRef,
  action: Action,
): Promise<FoundSecret & { readonly object: AuditObject }> {
  const found = await findSecret(ports, scope.space, ref);
  if (found !== undefined) return { ...found, object: auditFound(found.row) };
  const { row, space, at } = await requireMoved(ports, scope, ref, action);
  const name = 'name' in ref ? ref.name : row.name;
  return { row, space, object: { ...auditFound(row), name, to: { space: at, name: row.name } } };
}

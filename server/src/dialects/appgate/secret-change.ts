// From a judged Secret request to core's inputs: the whole object is replaced, absent secret members are kept.
import { invalidInput } from '../../core/index.ts';
import type { NewSecret, SecretChange, SecretMetadata } from '../../core/index.ts';
import type { SecretRequest } from './secret-request.ts';
import { secretIssues, wantedType } from './validation.ts';
import type { SecretType } from './wire.ts';
import { expressible, normalTags, TYPE_SHAPES, typeOf } from './wire.ts';

/** The new secret of a POST; `invalid-input` with every problem (appgate.md 2.5, 2.7). */
export function toNewSecret(request: SecretRequest, peer: number): NewSecret {
  const type = judge(request, null, peer);
  return {
    ...(request.id === null ? {} : { id: request.id.toLowerCase() }),
    name: request.name ?? '',
    kind: TYPE_SHAPES[type].kind,
    fields: sentFields(request, type),
    description: request.notes ?? '',
    tags: normalTags(request.tags ?? []),
  };
}

/**
 * The change of a PUT on a secret as it was found. Absent notes and tags are emptied, absent secret members and
 * an absent type stay (appgate.md 2.6). `not-found` when the secret cannot be expressed here.
 */
export function toSecretChange(request: SecretRequest, current: SecretMetadata, peer: number): SecretChange {
  const storedType = typeOf(expressible(current));
  const type = judge(request, storedType, peer);
  const sent = sentFields(request, type);
  const news = Object.entries(sent).filter(([field, text]) => current.publicFields.get(field) !== text);
  return {
    name: request.name ?? '',
    description: request.notes ?? '',
    tags: normalTags(request.tags ?? []),
    ...(type !== storedType ? { kind: TYPE_SHAPES[type].kind, fields: sent } : {}),
    ...(type === storedType && news.length > 0 ? { setFields: Object.fromEntries(news) } : {}),
  };
}

/** Whether the change leaves the secret as it is. A sent secret always counts as a change (appgate.md 2.8). */
export function changesNothing(change: SecretChange, current: SecretMetadata): boolean {
  return (
    change.fields === undefined &&
    change.setFields === undefined &&
    change.name === current.name &&
    change.description === current.description &&
    [...(change.tags ?? [])].sort().join('\n') === [...current.tags].sort().join('\n')
  );
}

function judge(request: SecretRequest, storedType: SecretType | null, peer: number): SecretType {
  const issues = secretIssues(request, { storedType, peer });
  const type = wantedType(request, storedType);
  if (issues.length > 0 || type === null) throw invalidInput(...issues);
  return type;
}

/** The fields that the request gives a value, by their stored names. */
function sentFields(request: SecretRequest, type: SecretType): Record<string, string> {
  const { hidden, field, named } = TYPE_SHAPES[type];
  const text = request[hidden];
  return {
    ...(named && request.username !== null ? { username: request.username } : {}),
    ...(text === null ? {} : { [field]: text }),
  };
}

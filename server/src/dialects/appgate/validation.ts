// The field rules of a Secret, judged all at once: one `invalid-input` with an issue for each problem (a 422).
import { utf8Length } from '../../base/bytes.ts';
import { isUuid } from '../../base/ids.ts';
import type { InputIssue } from '../../core/index.ts';
import type { SecretRequest } from './secret-request.ts';
import { normalTags, SECRET_TYPES, TYPE_SHAPES, TYPED_SINCE } from './wire.ts';
import type { SecretType } from './wire.ts';

export const LIMITS = {
  nameLength: 255,
  notesBytes: 4096,
  tags: 50,
  tagLength: 128,
  /** Of all fields of one secret together. */
  contentBytes: 512 * 1024,
} as const;

export const NULL = 'may not be null';
export const EMPTY = 'may not be empty';
const CONTROL = /[\u0000-\u001f\u007f]/;
const HIDDEN_AND_NAMED = ['secret', 'username', 'password', 'privateKey'] as const;

/** What the request is measured against: the type of the secret that it replaces, null when it creates one. */
export interface Subject {
  readonly storedType: SecretType | null;
  readonly peer: number;
}

/** The type that the secret will have, null when the request names an unknown one. */
export function wantedType(request: SecretRequest, storedType: SecretType | null): SecretType | null {
  if (request.type === null) return storedType ?? 'Generic';
  return SECRET_TYPES.find((type) => type === request.type) ?? null;
}

/** Every problem of the request, in the order of the table of appgate.md 2.7. */
export function secretIssues(request: SecretRequest, subject: Subject): readonly InputIssue[] {
  return [
    ...nameIssues(request.name),
    ...idIssues(request.id),
    ...notesIssues(request.notes ?? ''),
    ...tagIssues(request.tags ?? []),
    ...contentIssues(request, subject),
  ];
}

function nameIssues(name: string | null): InputIssue[] {
  if (name === null) return [{ path: 'name', message: NULL }];
  if (name.trim() === '') return [{ path: 'name', message: EMPTY }];
  if (Array.from(name).length > LIMITS.nameLength) {
    return [{ path: 'name', message: `size must be between 1 and ${LIMITS.nameLength}` }];
  }
  if (CONTROL.test(name)) {
    return [{ path: 'name', message: 'may not contain control characters' }];
  }
  if (name === '.' || name === '..') return [{ path: 'name', message: 'may not be a dot or two dots' }];
  return [];
}

function idIssues(id: string | null): InputIssue[] {
  return id === null || isUuid(id) ? [] : [{ path: 'id', message: 'must be a valid UUID' }];
}

function notesIssues(notes: string): InputIssue[] {
  if (utf8Length(notes) > LIMITS.notesBytes) {
    return [{ path: 'notes', message: `size must be between 0 and ${LIMITS.notesBytes} bytes` }];
  }
  return notes.includes('\0') ? [{ path: 'notes', message: 'may not contain NUL' }] : [];
}

function tagIssues(sent: readonly string[]): InputIssue[] {
  const tags = normalTags(sent);
  const problems = [
    tags.some((tag) => tag.trim() === '') ? EMPTY : null,
    tags.some((tag) => tag.length > LIMITS.tagLength)
      ? `size of each must be between 1 and ${LIMITS.tagLength}`
      : null,
    tags.some((tag) => CONTROL.test(tag)) ? 'may not contain control characters' : null,
    tags.length > LIMITS.tags ? `may not be more than ${LIMITS.tags}` : null,
  ];
  return problems.flatMap((message) => (message === null ? [] : [{ path: 'tags', message }]));
}

/** Rules on `type` and on the members that hold the content (appgate.md 2.1, 2.6). */
function contentIssues(request: SecretRequest, { storedType, peer }: Subject): InputIssue[] {
  const type = wantedType(request, storedType);
  if (type === null) return [{ path: 'type', message: `must be one of ${SECRET_TYPES.join(', ')}` }];
  const { hidden, named } = TYPE_SHAPES[type];
  const keeps = storedType === type;
  const issues: InputIssue[] = [];
  if (named && (peer >= TYPED_SINCE || !keeps))
    issues.push(...textIssues('username', request.username, false));
  issues.push(...textIssues(hidden, request[hidden], keeps));
  for (const member of HIDDEN_AND_NAMED) {
    const belongs = member === hidden || (named && member === 'username');
    if (!belongs && request[member] !== null) {
      issues.push({ path: member, message: `does not belong to a secret of type ${type}` });
    }
  }
  const bytes = [request[hidden], request.username].reduce((sum, text) => sum + utf8Length(text ?? ''), 0);
  if (bytes > LIMITS.contentBytes) {
    issues.push({ path: hidden, message: `size must be between 1 and ${LIMITS.contentBytes} bytes` });
  }
  return issues;
}

/** Rules of a member that must hold text; it may be absent where the stored one is kept. */
export function textIssues(path: string, text: string | null, optional: boolean): InputIssue[] {
  if (text === null) return optional ? [] : [{ path, message: NULL }];
  return text === '' ? [{ path, message: EMPTY }] : [];
}

// What the Fandogh dialect takes: a login, and a secret of one of its two types. Every problem is told under the
// field that it is about (fandogh.md 3.2), in the words of the given catalogue and never with a value in it.
import { Form } from './form.ts';
import type { Messages } from './messages.ts';

export type FandoghType = 'docker-registry' | 'environment-secret';

/** A body of create or replace that keeps all rules. An empty `email` counts as absent. */
export interface FandoghSecret {
  readonly name: string;
  readonly type: FandoghType;
  readonly fields: Readonly<Record<string, string>>;
}

const FIELDS = {
  'docker-registry': { required: ['server', 'username', 'password'], optional: ['email'] },
  'environment-secret': { required: ['SECRET_KEY'], optional: [] },
} as const satisfies Record<FandoghType, { required: readonly string[]; optional: readonly string[] }>;
const MAX_NAME = 253;

export function isFandoghType(text: string): text is FandoghType {
  return Object.hasOwn(FIELDS, text);
}

/** fandogh.md 3.1: 1 to 253 of `[a-z0-9.-]`, the first and the last a letter or digit. Linear in the length. */
export function isSecretName(name: string): boolean {
  return name.length <= MAX_NAME && hasNameAlphabet(name);
}

/** `{username, password}` of a login, both non-empty strings (fandogh.md 1.3). Throws RejectedInput. */
export function parseLogin(
  body: unknown,
  messages: Messages,
): { readonly username: string; readonly password: string } {
  const form = new Form(body, messages);
  const username = form.text('username');
  const password = form.text('password');
  form.refuseOthers(['username', 'password']);
  form.finish();
  return { username, password };
}

/** `{name, type, fields}`, all required; the type judges the fields (fandogh.md 2.2 B, 3.2). Throws RejectedInput. */
export function parseSecret(body: unknown, messages: Messages): FandoghSecret {
  const form = new Form(body, messages);
  const name = form.text('name');
  if (name.length > MAX_NAME) form.blame('name', messages.nameTooLong);
  else if (name !== '' && !hasNameAlphabet(name)) form.blame('name', messages.nameAlphabet);
  const type = form.text('type');
  const known = isFandoghType(type);
  if (type !== '' && !known) form.blame('type', messages.typeUnknown);
  const inner = form.inner('fields');
  form.refuseOthers(['name', 'type', 'fields']);
  if (inner === null || !known) throw form.refusal();
  const fields = parseFields(type, inner, messages);
  form.finish();
  return { name, type, fields };
}

function parseFields(type: FandoghType, form: Form, messages: Messages): Record<string, string> {
  const { required, optional } = FIELDS[type];
  const fields: Record<string, string> = {};
  for (const field of required) fields[field] = form.text(field);
  for (const field of optional) {
    const value = form.optionalText(field);
    if (value !== '') fields[field] = value;
  }
  form.refuseOthers([...required, ...optional]);
  // No pattern for addresses: a registry may be an IP address, a plain host name or a URL (fandogh.md 3.2).
  if (/[\s\p{Cc}]/u.test(fields['server'] ?? '')) form.blame('server', messages.serverSpaces);
  return fields;
}

function hasNameAlphabet(name: string): boolean {
  return /^[a-z0-9.-]+$/.test(name) && !/^[.-]|[.-]$/.test(name);
}

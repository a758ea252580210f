// The JSON of user secrets (coder.md 2.1) and what core calls the same things; a value only ever goes in.
import type { Delivery, NewSecret, SecretChange, SecretMetadata } from '../../core/index.ts';
import type { Body } from './body.ts';
import { booleanMember, stringMember } from './body.ts';
import { nameProblem } from './validation.ts';

/** A UserSecret: every member is always there, and none is the value. */
export interface WireSecret {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly env_name: string;
  readonly file_path: string;
  readonly enabled: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A POST with its defaults; the empty string stands for what was not given. */
export interface SecretDraft {
  readonly name: string;
  readonly value: string;
  readonly description: string;
  readonly envName: string;
  readonly filePath: string;
  readonly enabled: boolean;
}

/** A PATCH; undefined members stay as they are. */
export interface SecretUpdate {
  readonly value: string | undefined;
  readonly description: string | undefined;
  readonly envName: string | undefined;
  readonly filePath: string | undefined;
  readonly enabled: boolean | undefined;
}

export function fromWireCreate(body: Body): SecretDraft {
  const update = fromWireUpdate(body);
  return {
    name: stringMember(body, 'name') ?? '',
    value: update.value ?? '',
    description: update.description ?? '',
    envName: update.envName ?? '',
    filePath: update.filePath ?? '',
    enabled: update.enabled ?? true,
  };
}

export function fromWireUpdate(body: Body): SecretUpdate {
  return {
    value: stringMember(body, 'value'),
    description: stringMember(body, 'description'),
    envName: stringMember(body, 'env_name'),
    filePath: stringMember(body, 'file_path'),
    enabled: booleanMember(body, 'enabled'),
  };
}

export function toWireSecret(secret: SecretMetadata): WireSecret {
  return {
    id: secret.id,
    name: secret.name,
    description: secret.description,
    env_name: secret.delivery.env ?? '',
    file_path: secret.delivery.file ?? '',
    enabled: secret.delivery.enabled,
    created_at: toWireTime(secret.createdAt),
    updated_at: toWireTime(secret.updatedAt),
  };
}

export function toWireTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function toNewSecret(draft: SecretDraft): NewSecret {
  return {
    name: draft.name,
    kind: 'generic',
    fields: { value: draft.value },
    description: draft.description,
    delivery: { env: orNull(draft.envName), file: orNull(draft.filePath), enabled: draft.enabled },
  };
}

export function toSecretChange(update: SecretUpdate): SecretChange {
  const delivery: Partial<Delivery> = {
    ...(update.envName !== undefined && { env: orNull(update.envName) }),
    ...(update.filePath !== undefined && { file: orNull(update.filePath) }),
    ...(update.enabled !== undefined && { enabled: update.enabled }),
  };
  return {
    ...(update.value !== undefined && { fields: { value: update.value } }),
    ...(update.description !== undefined && { description: update.description }),
    ...(Object.keys(delivery).length > 0 && { delivery }),
  };
}

const OWN_KINDS: ReadonlySet<string> = new Set(['docker-registry', 'credentials', 'ssh-key']);

/** Whether Coder's API has words for this secret: one field `value`, and a name that its clients can address. */
export function isExpressible(secret: SecretMetadata): boolean {
  return (
    secret.fieldNames.length === 1 &&
    secret.fieldNames[0] === 'value' &&
    !OWN_KINDS.has(secret.kind) &&
    nameProblem(secret.name) === null
  );
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

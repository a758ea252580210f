// What is typed into the form of a secret, and the change that it means. Nothing that stayed the same is sent.
import type { NewSecret, Secret, SecretMetadata, SecretPatch } from '@polyvault/sdk';

export interface DraftField {
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

export interface Draft {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly tags: string;
  readonly env: string;
  readonly file: string;
  readonly fields: readonly DraftField[];
}

export function draftOf(secret: SecretMetadata | null, values: Secret['fields'] | null): Draft {
  const fields = Object.entries(values ?? { value: '' });
  return {
    name: secret?.name ?? '',
    kind: secret?.kind ?? 'generic',
    description: secret?.description ?? '',
    tags: secret?.tags.join(', ') ?? '',
    env: secret?.delivery.env ?? '',
    file: secret?.delivery.file ?? '',
    fields: fields.map(([name, value], key) => ({ key, name, value })),
  };
}

export function fieldsOf(draft: Draft): Readonly<Record<string, string>> {
  return Object.fromEntries(draft.fields.map(({ name, value }) => [name, value]));
}

export function newSecretOf(space: string, draft: Draft): NewSecret {
  return {
    space,
    name: draft.name,
    fields: fieldsOf(draft),
    kind: draft.kind,
    description: draft.description,
    tags: tagsOf(draft.tags),
    ...(draft.env === '' && draft.file === '' ? {} : { delivery: deliveryOf(draft) }),
  };
}

/** From `secret` with `values` (null: not read, and then no field is removed) to the draft. */
export function patchOf(secret: SecretMetadata, values: Secret['fields'] | null, draft: Draft): SecretPatch {
  const before = draftOf(secret, values);
  const wanted = fieldsOf(draft);
  const set = Object.entries(wanted).filter(([name, value]) =>
    values === null ? value !== '' : values[name] !== value,
  );
  const removed = Object.keys(values ?? {}).filter((name) => !Object.hasOwn(wanted, name));
  const fields = Object.fromEntries([...set, ...removed.map((name) => [name, null] as const)]);
  return {
    ...(draft.name === before.name ? {} : { name: draft.name }),
    ...(draft.kind === before.kind ? {} : { kind: draft.kind }),
    ...(draft.description === before.description ? {} : { description: draft.description }),
    ...(draft.tags === before.tags ? {} : { tags: tagsOf(draft.tags) }),
    ...(draft.env === before.env && draft.file === before.file ? {} : { delivery: deliveryOf(draft) }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
  };
}

function tagsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

function deliveryOf({ env, file }: Draft) {
  return { env: env === '' ? null : env, file: file === '' ? null : file };
}

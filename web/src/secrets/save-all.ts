// Many changes as one: when one of them cannot be made, those before it are taken back. Each is its own version and its
// own audit event; there is no call of the server that takes them together.
import { PolyvaultError } from '@polyvault/sdk';
import type { SecretRef } from '@polyvault/sdk';

import { client, reasonOf } from '../client.ts';

export type Edit = SecretRef & {
  /** Null removes the secret. */
  readonly value: string | null;
  /** The version that was seen; null where there was none. */
  readonly version: number | null;
};

export type Saved =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly failed: string;
      readonly reason: string;
      readonly left: readonly string[];
    };

/** Nothing is written over a version that the person has not seen. */
export async function saveAll(edits: readonly Edit[]): Promise<Saved> {
  const undo: { readonly name: string; readonly run: () => Promise<unknown> }[] = [];
  for (const edit of edits) {
    const name = `${edit.space}/${edit.name}`;
    try {
      undo.push({ name, run: await make(edit) });
    } catch (error) {
      const left: string[] = [];
      for (const step of undo.reverse()) await step.run().catch(() => left.push(step.name));
      return { ok: false, failed: name, reason: reasonOf(error), left };
    }
  }
  return { ok: true };
}

/** Makes the change; what it returns takes it back, unless somebody has changed the secret since. */
async function make({ space, name, value, version }: Edit): Promise<() => Promise<unknown>> {
  const ref = { space, name };
  if (version === null) {
    if (value === null) return () => Promise.resolve();
    const made = await client.secrets.create({ ...ref, value });
    return () => client.secrets.delete(ref, { expectedVersion: made.version });
  }
  if (value !== null) {
    const changed = await client.secrets.patch(ref, { value }, { expectedVersion: version });
    return () => client.secrets.rollback(ref, version, { expectedVersion: changed.version });
  }
  const { id } = await client.secrets.describe(ref);
  await client.secrets.delete(ref, { expectedVersion: version });
  return async () => {
    const trash = await client.trash.list({ space, limit: 1000 });
    const one = trash.secrets.find(({ secret }) => secret.id === id);
    if (one === undefined) throw new PolyvaultError('not-found', 'It is not in the trash.');
    return client.trash.restoreSecret({ space, id: one.id });
  };
}

// Reads what references point at: each secret once, however many references name it.
import type { Client, Secret } from '@polyvault/sdk';

import { CommandError, EXIT } from '../failure.ts';
import { isReference, parseReference } from './reference.ts';
import type { Reference } from './reference.ts';

export class Resolver {
  readonly #client: Client;
  readonly #signal: AbortSignal | undefined;
  readonly #secrets = new Map<string, Promise<Secret>>();

  constructor(client: Client, signal?: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  async value(reference: Reference): Promise<string> {
    const { space, name, version } = reference;
    const key = JSON.stringify([space, name, version]);
    let secret = this.#secrets.get(key);
    if (secret === undefined) {
      const options = this.#signal === undefined ? {} : { signal: this.#signal };
      secret = this.#client.secrets.get({ space, name, version: version ?? undefined }, options);
      this.#secrets.set(key, secret);
    }
    return valueOfField(await secret, reference.field);
  }
}

/** The field; without one `value`, or the only one. */
export function valueOfField({ name, fields }: Secret, field: string | null): string {
  const names = Object.keys(fields);
  const chosen = field ?? ('value' in fields ? 'value' : names.length === 1 ? names[0] : undefined);
  const value = chosen === undefined ? undefined : fields[chosen];
  if (value !== undefined) return value;
  throw new CommandError(
    field === null ? EXIT.usage : EXIT.missing,
    field === null ? `${name} has several fields.` : `${name} has no field of that name.`,
    `It has: ${names.join(', ')}.`,
  );
}

/** The variables whose whole value is a reference, with what it points at. */
export async function resolveVariables(
  variables: Readonly<Record<string, string | undefined>>,
  resolver: () => Resolver,
): Promise<ReadonlyMap<string, string>> {
  const references = Object.entries(variables).flatMap(([name, value]) =>
    value !== undefined && isReference(value)
      ? [[name, parseReference(value, `The variable ${name}`)] as const]
      : [],
  );
  if (references.length === 0) return new Map();
  const shared = resolver();
  return new Map(
    await Promise.all(
      references.map(async ([name, reference]) => [name, await shared.value(reference)] as const),
    ),
  );
}

// Decides for each secret of a remote Fandogh server what an import does with it. The remote gives no values, so a
// secret is made only from values that a person entered; what is here already is left alone.
import type { SecretMetadata } from '@polyvault/sdk';

import type { Entered } from '../entered-values.ts';
import type { RemoteSecret } from './remote.ts';

export type Decision = 'create' | 'enter' | 'present' | 'refuse';

/** One secret in the report; it holds no value. */
export interface PlannedSecret {
  readonly namespace: string;
  readonly space: string;
  readonly name: string;
  readonly type: string;
  readonly createdAt: string | null;
  readonly publicFields: Readonly<Record<string, string>>;
  readonly decision: Decision;
  /** Fields that still have to be entered, by their names at the remote. */
  readonly missing: readonly string[];
  readonly reason: string | null;
}

export interface Content {
  readonly kind: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface Plan {
  readonly secret: PlannedSecret;
  /** What to create; null unless the decision is `create`. */
  readonly content: Content | null;
}

const TYPES: Readonly<
  Record<
    string,
    { readonly secret: string; readonly required: readonly string[]; readonly optional: readonly string[] }
  >
> = {
  'docker-registry': {
    secret: 'password',
    required: ['server', 'username', 'password'],
    optional: ['email'],
  },
  'environment-secret': { secret: 'SECRET_KEY', required: ['SECRET_KEY'], optional: [] },
};

/** `here` is the secret of that name in the space, if there is one (fandogh.md 3.2 for the types). */
export function planSecret(
  remote: RemoteSecret,
  space: string,
  here: SecretMetadata | undefined,
  entered: Entered | undefined,
): Plan {
  const { namespace, name, type, createdAt, publicFields } = remote;
  const decide = (
    decision: Decision,
    reason: string | null = null,
    missing: readonly string[] = [],
  ): Plan => {
    const secret = { namespace, space, name, type, createdAt, publicFields, decision, missing, reason };
    return { secret, content: null };
  };
  const rules = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (rules === undefined) return decide('refuse', 'its type is unknown');
  if (here !== undefined) {
    return isOfType(here, type)
      ? decide('present')
      : decide('refuse', 'another kind of secret has its name here');
  }
  const given = typeof entered === 'string' ? { [rules.secret]: entered } : (entered ?? {});
  const unknown = Object.keys(given).some((field) => ![...rules.required, ...rules.optional].includes(field));
  if (unknown) return decide('refuse', 'an unknown field was entered for it');
  const fields = { ...publicFields, ...given };
  const missing = rules.required.filter((field) => (fields[field] ?? '') === '');
  if (missing.length > 0) return decide('enter', null, missing);
  const content =
    type === 'docker-registry'
      ? { kind: 'docker-registry', fields }
      : { kind: 'generic', fields: { value: fields[rules.secret] ?? '' } };
  return { secret: decide('create').secret, content };
}

/** A file of values to be entered, to be filled in and given with --values. */
export function valuesTemplate(
  secrets: readonly PlannedSecret[],
): Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, null>>>>>> {
  const open = secrets.filter(({ decision }) => decision === 'enter');
  const byNamespace = Map.groupBy(open, ({ namespace }) => namespace);
  return Object.fromEntries(
    [...byNamespace].map(([namespace, ones]) => [
      namespace,
      Object.fromEntries(
        ones.map(({ name, missing }) => [name, Object.fromEntries(missing.map((field) => [field, null]))]),
      ),
    ]),
  );
}

function isOfType({ kind, fieldNames }: SecretMetadata, type: string): boolean {
  if (type === 'docker-registry') return kind === 'docker-registry';
  return fieldNames.length === 1 && fieldNames[0] === 'value';
}

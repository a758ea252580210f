// Decides for each secret of a Controller what an import does with it. A Controller gives no values, so a secret is made
// only from a value that a person entered; what is here already is brought up to date and keeps its value.
import type { Entered } from '../entered-values.ts';
import type { ControllerSecret, Upsert } from './controller.ts';

export interface Plan {
  readonly secret: ControllerSecret;
  readonly decision: 'upsert' | 'enter' | 'refuse';
  /** The member that still has to be entered. */
  readonly missing: string | null;
  readonly reason: string | null;
  /** What to store; null unless the decision is `upsert`. */
  readonly item: Upsert | null;
}

/** The member that is written and never read, by type (appgate.md 2.1). */
const HIDDEN: Readonly<Record<string, string>> = {
  Generic: 'secret',
  Credentials: 'password',
  SshKey: 'privateKey',
};

/** `here` is the secret of that id, or else of that name, which is here. */
export function planSecret(
  secret: ControllerSecret,
  here: ControllerSecret | undefined,
  entered: Entered | undefined,
): Plan {
  const { id, name, notes, tags, type, username } = secret;
  const refuse = (reason: string): Plan => ({
    secret,
    decision: 'refuse',
    missing: null,
    reason,
    item: null,
  });
  const hidden = Object.hasOwn(HIDDEN, type) ? HIDDEN[type] : undefined;
  if (hidden === undefined) return refuse('its type is unknown');
  if (here !== undefined && here.type !== type) return refuse(`it is of type ${here.type} here`);
  const given = typeof entered === 'string' ? { [hidden]: entered } : (entered ?? {});
  if (Object.keys(given).some((member) => member !== hidden)) {
    return refuse(`only its ${hidden} can be entered`);
  }
  const value = given[hidden];
  if (here === undefined && value === undefined) {
    return { secret, decision: 'enter', missing: hidden, reason: null, item: null };
  }
  const item = {
    id: here?.id ?? id,
    name,
    notes,
    tags,
    type,
    ...(username === null ? {} : { username }),
    ...(value === undefined ? {} : { [hidden]: value }),
  };
  return { secret, decision: 'upsert', missing: null, reason: null, item };
}

/** A file of values to be entered, to be filled in and given with --values. */
export function valuesTemplate(
  plans: readonly Plan[],
): Readonly<Record<string, Readonly<Record<string, null>>>> {
  return Object.fromEntries(
    plans.flatMap(({ secret, missing }) => (missing === null ? [] : [[secret.name, { [missing]: null }]])),
  );
}

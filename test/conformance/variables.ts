// Variables of a case: `${name}` in a string takes a saved value, and a string without its variable is an error.
import { asText, isList, isObject, type Json } from './json.ts';

export type Variables = ReadonlyMap<string, Json>;

const REFERENCE = /(\$)?\$\{([A-Za-z][A-Za-z0-9_]*)\}/g;
const WHOLE = /^\$\{([A-Za-z][A-Za-z0-9_]*)\}$/;

/** The name of a variable that can be saved, bound and referred to. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(name);
}

/**
 * The value with every reference replaced, in member values only. A string that is one reference keeps the
 * JSON type of the variable; `$${name}` stands for the text `${name}`. Throws for a variable that is not set.
 */
export function substitute(value: Json, variables: Variables): Json {
  if (typeof value === 'string') {
    const whole = WHOLE.exec(value)?.[1];
    return whole === undefined ? substituteText(value, variables) : variable(whole, variables);
  }
  if (isList(value)) return value.map((item) => substitute(item, variables));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, substitute(item, variables)]),
    );
  }
  return value;
}

/** The same for text that stays text: paths, header values, raw bodies. */
export function substituteText(text: string, variables: Variables): string {
  return text.replace(REFERENCE, (match, escaped: string | undefined, name: string) => {
    if (escaped !== undefined) return match.slice(1);
    return asText(variable(name, variables));
  });
}

function variable(name: string, variables: Variables): Json {
  const value = variables.get(name);
  if (value === undefined) throw new Error(`the variable \${${name}} is not set`);
  return value;
}

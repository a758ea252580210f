// One setting as it is told to the operator: its variable, the flag made from it, its default.
export interface Definition {
  readonly env: string;
  readonly flag: string;
  readonly value: string;
  readonly text: string;
}

/** POLYVAULT_KEY_FILE becomes `key-file`. */
export function define(env: string, value: string, text: string): Definition {
  return { env, value, text, flag: env.replace('POLYVAULT_', '').toLowerCase().replaceAll('_', '-') };
}

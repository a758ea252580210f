// What one check of `polyvault doctor` says: `fail` is a danger or a fault, `warn` something to know, `skip` what could
// not be looked at from here.

export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail' | 'skip';
  readonly message: string;
}

export function finding(check: string, state: Finding['state'], message: string): Finding {
  return { check, state, message };
}

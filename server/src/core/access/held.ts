// Nobody gives more than he holds (threat T8), judged on the state after the change: whatever a change lets
// somebody do, the one who makes it holds `grant` and the same actions wherever the pattern reaches.
import { AppError } from '../../base/errors.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { GrantRow } from '../ports/tables.ts';
import type { Action } from './actions.ts';
import { holdsOnPattern } from './decide.ts';
import type { AccessSnapshot } from './decide.ts';
import { parseSpacePattern } from './pattern.ts';
import { actionsOfRole } from './roles.ts';

/** `forbidden`, with what was missing for the audit event. */
export class NotHeld extends AppError {
  readonly action: Action;
  readonly pattern: string;

  constructor(action: Action, pattern: string, message: string) {
    super('forbidden', message);
    this.action = action;
    this.pattern = pattern;
  }
}

/** `forbidden` unless the caller holds `grant` and every action of the role wherever the pattern reaches. */
export async function requireHeld(
  ports: Ports,
  snapshot: AccessSnapshot | null,
  role: string,
  space: string,
): Promise<void> {
  requireActions(snapshot, await actionsOfRole(ports, role), space, `You cannot grant ${role} on ${space}`);
}

/** `forbidden` unless the caller holds `grant` and these actions wherever the pattern reaches. */
export function requireActions(
  snapshot: AccessSnapshot | null,
  actions: readonly Action[],
  space: string,
  refusal: string,
): void {
  const pattern = parseSpacePattern(space);
  const missing = (['grant', ...actions] as const).find(
    (action) => snapshot === null || !holdsOnPattern(snapshot, action, pattern),
  );
  if (missing === undefined) return;
  throw new NotHeld(missing, space, `${refusal}: you do not hold ${missing} on all of it.`);
}

/** Judges that all that the grants of this effect give or keep away would come to somebody. */
export async function requireHeldAll(
  ports: Ports,
  snapshot: AccessSnapshot | null,
  grants: readonly GrantRow[],
  effect: 'allow' | 'deny',
): Promise<void> {
  for (const row of grants) {
    checkRow(ports.keyring, 'grants', row);
    if (row.effect === effect) await requireHeld(ports, snapshot, row.role, row.pattern);
  }
}

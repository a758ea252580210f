// What an operation may look at while it runs, and the trace that its judgements leave for the audit event.
import { AppError } from '../base/errors.ts';
import type { Action, AdminAction } from './access/actions.ts';
import { decide } from './access/decide.ts';
import type { AccessSnapshot, Decision } from './access/decide.ts';
import type { Caller } from './caller.ts';
import type { FoundSpace } from './spaces/find-space.ts';

/** What `run` may look at. */
export interface Scope {
  readonly caller: Caller | null;
  readonly snapshot: AccessSnapshot | null;
  /** The space of the requirement; throws for other requirements. */
  readonly space: FoundSpace;
  /** The spaces of the requirement, in its order. */
  readonly spaces: readonly FoundSpace[];
  /** Whether the caller may do this in the space, or in all of the spaces. */
  can(action: Action): boolean;
  /** `forbidden` (or `not-found`, when he may not even list) unless the caller may. */
  require(action: Action): void;
  /** The same for a space beside that of the requirement; the event has it as its space where there is no other. */
  requireAt(space: FoundSpace, action: Action): void;
  /** Whether the caller may do this in that space. */
  canAt(space: Place, action: Action): boolean;
}

/** What a decision about a space looks at. */
type Place = Pick<FoundSpace, 'path' | 'ownerId'>;

/** What is learned on the way, for the audit event. */
export interface Trace {
  space?: FoundSpace;
  spaces?: readonly FoundSpace[];
  /** What was decided for each of several spaces. */
  decisions?: readonly Decision[];
  action?: Action | AdminAction;
  decision?: Decision;
  /** What the caller would have had to hold, for a grant of any kind. */
  missing?: { readonly action: Action; readonly pattern: string };
}

export function createScope(caller: Caller | null, snapshot: AccessSnapshot | null, trace: Trace): Scope {
  const foundSpace = (): FoundSpace => {
    if (trace.space === undefined) throw new AppError('internal', 'The operation has no space.');
    return trace.space;
  };
  const spaces = (): readonly FoundSpace[] => trace.spaces ?? [foundSpace()];
  const judge = (action: Action, space: Place): Decision =>
    snapshot === null ? { allow: false, reasons: [] } : decide(snapshot, action, space);
  return {
    caller,
    snapshot,
    get space() {
      return foundSpace();
    },
    get spaces() {
      return spaces();
    },
    can: (action) => spaces().every((space) => judge(action, space).allow),
    require(action) {
      const decisions = spaces().map((space) => judge(action, space));
      // The first one that is refused, else the last one.
      const refused = decisions.findIndex(({ allow }) => !allow);
      const decision = decisions.at(refused);
      const space = spaces().at(refused);
      if (decision === undefined || space === undefined) {
        throw new AppError('internal', 'The operation has no space.');
      }
      trace.action = action;
      trace.decision = decision;
      if (trace.spaces !== undefined) trace.decisions = decisions;
      if (decision.allow) return;
      trace.space = space;
      throw refusal(action, space, judge('list', space).allow);
    },
    requireAt(space, action) {
      const decision = judge(action, space);
      if (decision.allow) {
        trace.action ??= action;
        trace.decision ??= decision;
        trace.space ??= space;
        return;
      }
      trace.action = action;
      trace.decision = decision;
      trace.space = space;
      throw refusal(action, space, judge('list', space).allow);
    },
    canAt: (space, action) => judge(action, space).allow,
  };
}

function refusal(action: Action, space: FoundSpace, visible: boolean): AppError {
  const path = space.alias ?? space.path;
  if (visible) return new AppError('forbidden', `You may not ${action} in the space ${path}.`);
  return new AppError('not-found', `There is no space ${path} that you may see.`, {
    details: { object: 'space' },
  });
}

// The only way in: authorize, run, audit, for every operation. A change commits together with its event; the
// result of a read leaves only after its event is durable; without the event there is neither (fail closed).
import { AppError, toAppError } from '../base/errors.ts';
import type { Action, AdminAction } from './access/actions.ts';
import type { AccessSnapshot } from './access/decide.ts';
import { NotHeld } from './access/held.ts';
import { loadSnapshot } from './access/snapshot.ts';
import type { AuditDraft, AuditObject, Outcome } from './audit/event.ts';
import { absorbNoise } from './audit/noise.ts';
import { isCaller } from './callers.ts';
import { areCurrent } from './keys/current-terms.ts';
import { inTurn } from './turns.ts';
import type { Caller, Origin } from './caller.ts';
import type { Ports } from './ports/deps.ts';
import { StaleChange } from './ports/store.ts';
import { PRIMARY_KEYS } from './ports/tables.ts';
import type { RowChange } from './ports/store.ts';
import { createScope } from './scope.ts';
import type { Scope, Trace } from './scope.ts';
import { askedSpace } from './move/aliases.ts';
import type { FoundSpace } from './spaces/find-space.ts';
import { parseSpacePath } from './spaces/path.ts';

export type { Scope } from './scope.ts';

/** What must hold before an operation runs. */
export type Requirement =
  /** Any of the actions on the space; `run` asks for the one it finds it needs with `scope.require`. */
  | { readonly on: 'space'; readonly path: string; readonly anyOf: readonly Action[] }
  /** The action on every one of the spaces; each of them gets an event. */
  | { readonly on: 'spaces'; readonly paths: readonly string[]; readonly action: Action }
  | { readonly on: 'installation'; readonly action: AdminAction }
  /** The caller's own affairs; `run` looks no further than them. `whole`: not with a token that has limits (T9). */
  | { readonly on: 'self'; readonly whole?: true }
  /** Nobody is signed in yet. */
  | { readonly on: 'nothing' };

export interface Operation<Result> {
  /** `noun.verb`, as the audit log shows it. */
  readonly name: string;
  readonly requires: Requirement;
  /** What is known of the object before it was found. */
  readonly object?: AuditObject;
  readonly run: (scope: Scope) => Promise<Done<Result>>;
}

/** What an operation did, before it is committed. */
export interface Done<Result> {
  readonly result: Result;
  readonly changes?: readonly RowChange[];
  /** One event for each object; a single one without an object when absent. Of several spaces: one for each, in order. */
  readonly objects?: readonly AuditObject[];
  /** Who it turned out to be, where nobody was signed in. */
  readonly actor?: AuditDraft['actor'];
}

/** How often a change that met another one is decided anew. */
const MAX_ATTEMPTS = 20;

export async function operate<Result>(
  ports: Ports,
  origin: Origin,
  operation: Operation<Result>,
): Promise<Result> {
  const first = await tryOnce(ports, origin, operation, LOOKS_AGAIN);
  if (first !== STALE) return first.result;
  // Those that met another change take turns, so that of many at once each comes through.
  return inTurn(turnOf(operation, origin), async () => {
    for (let attempt = 2; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const done = await tryOnce(ports, origin, operation, attempt < MAX_LOOKS ? LOOKS_AGAIN : []);
      if (done !== STALE) return done.result;
    }
    const error = new AppError('unavailable', 'Too many changes met each other. Try again.', {
      details: { retryAfterSeconds: 1 },
    });
    return refuse(ports, origin, operation, {}, error);
  });
}

const STALE = Symbol('stale');

/**
 * What a row may look like to who read another one before it was moved or sealed anew. Looked at again, it verifies;
 * what was changed by hand does not.
 */
const LOOKS_AGAIN: readonly string[] = ['decrypt-failed', 'integrity-failed'];
const MAX_LOOKS = 5;

/** The result, or STALE when it met another change; anything else that goes wrong is recorded and thrown. */
async function tryOnce<Result>(
  ports: Ports,
  origin: Origin,
  operation: Operation<Result>,
  looksAgain: readonly string[],
): Promise<{ readonly result: Result } | typeof STALE> {
  const trace: Trace = {};
  try {
    ports.store.freshen?.();
    const done = await attemptOperation(ports, origin, operation, trace);
    if (!areCurrent(ports.keyring, done.changes ?? [])) return STALE;
    await ports.store.commit(done.changes ?? [], eventsOf(ports, origin, operation, trace, done));
    return done;
  } catch (thrown) {
    if (thrown instanceof StaleChange) return STALE;
    const { on } = operation.requires;
    const again = thrown instanceof AppError && looksAgain.includes(thrown.code);
    if (again && (on === 'space' || on === 'spaces')) return STALE;
    return refuse(ports, origin, operation, trace, toAppError(thrown));
  }
}

/** Changes that can meet each other share a turn: those of one space, else those of one principal. */
function turnOf<Result>({ requires }: Operation<Result>, origin: Origin): string {
  if (requires.on === 'space') return `space ${requires.path}`;
  return isCaller(origin) ? `principal ${origin.principal.id}` : 'nobody';
}

async function attemptOperation<Result>(
  ports: Ports,
  origin: Origin,
  operation: Operation<Result>,
  trace: Trace,
): Promise<Done<Result>> {
  const caller = isCaller(origin) ? origin : null;
  const { requires } = operation;
  if (requires.on !== 'nothing' && caller === null) {
    throw new AppError('unauthenticated', 'Sign in first.', { details: { reason: 'missing' } });
  }
  const snapshot = caller === null ? null : await loadSnapshot(ports, caller);
  if (requires.on === 'installation' && snapshot !== null) authorizeAdmin(snapshot, requires.action, trace);
  if (requires.on === 'self' && requires.whole === true && caller?.token?.limits != null) {
    throw new AppError('forbidden', 'A token with limits may not do this; sign in, or use a token without.');
  }
  if (requires.on === 'space') {
    trace.space = await askedSpace(ports, snapshot, parseSpacePath(requires.path));
  }
  if (requires.on === 'spaces') {
    const paths = requires.paths.map(parseSpacePath);
    trace.spaces = await Promise.all(paths.map((path) => askedSpace(ports, snapshot, path)));
  }
  const scope = createScope(caller, snapshot, trace);
  if (requires.on === 'space') {
    const allowed = requires.anyOf.find((action) => scope.can(action));
    scope.require(allowed ?? requires.anyOf[0] ?? 'list');
  }
  if (requires.on === 'spaces') scope.require(requires.action);
  return operation.run(scope);
}

function authorizeAdmin(snapshot: AccessSnapshot, action: AdminAction, trace: Trace): void {
  trace.action = action;
  const allow = snapshot.kind === 'system' || (snapshot.administrator && snapshot.limits === null);
  trace.decision = {
    allow,
    reasons: allow ? [{ kind: snapshot.kind === 'system' ? 'system' : 'administrator' }] : [],
  };
  if (!allow) throw new AppError('forbidden', `This needs an administrator (${action}).`);
}

/** Records the refusal or failure; if even that cannot be written, the answer is `unavailable`. */
async function refuse<Result>(
  ports: Ports,
  origin: Origin,
  operation: Operation<Result>,
  trace: Trace,
  error: AppError,
): Promise<never> {
  if (error instanceof NotHeld) trace.missing = { action: error.action, pattern: error.pattern };
  const denied = ['unauthenticated', 'forbidden'].includes(error.code) || trace.decision?.allow === false;
  const event = draft(ports, origin, operation, trace, denied ? 'denied' : 'failed', operation.object, error);
  const counted = operation.requires.on === 'nothing' && absorbNoise(ports, event);
  if (!counted) await ports.store.commit([], [event]);
  throw error;
}

function eventsOf<Result>(
  ports: Ports,
  origin: Origin,
  operation: Operation<Result>,
  trace: Trace,
  done: Done<Result>,
): readonly AuditDraft[] {
  const { spaces, decisions } = trace;
  if (spaces !== undefined) {
    return spaces.map((space, index) => {
      const decision = decisions?.[index];
      const own = { ...trace, space, ...(decision === undefined ? {} : { decision }) };
      return draft(ports, origin, operation, own, 'ok', done.objects?.[index] ?? operation.object);
    });
  }
  const objects = done.objects === undefined || done.objects.length === 0 ? [operation.object] : done.objects;
  const rows = (done.changes ?? []).map(rowOf);
  return objects.map((object, index) => {
    const event = draft(ports, origin, operation, trace, 'ok', object);
    return {
      ...event,
      ...(done.actor === undefined ? {} : { actor: done.actor }),
      ...(index > 0 || rows.length === 0 ? {} : { rows }),
    };
  });
}

/** What a caller gave as a name may be long before it is judged; an event is not. */
const MAX_TEXT = 300;

function clipped(object: AuditObject): AuditObject {
  const { id, name } = object;
  return {
    ...object,
    ...(id === undefined ? {} : { id: id.slice(0, MAX_TEXT) }),
    ...(name === undefined ? {} : { name: name.slice(0, MAX_TEXT) }),
  };
}

/** Such as `secrets/ID@3`: the row's table, key and version after the change; a removed one ends with `-`. */
function rowOf({ op, table, row }: RowChange): string {
  const columns = row as unknown as Readonly<Record<string, string | number>>;
  const key = PRIMARY_KEYS[table].map((column) => columns[column]).join('/');
  return `${table}/${key}@${op === 'delete' ? '-' : row.row_version}`;
}

function draft<Result>(
  ports: Ports,
  origin: Origin,
  operation: Operation<Result>,
  trace: Trace,
  outcome: Outcome,
  object: AuditObject | undefined,
  error?: AppError,
): AuditDraft {
  const { space, missing } = trace;
  const action = missing?.action ?? trace.action;
  const decision = missing === undefined ? trace.decision : { allow: false, reasons: [] };
  return {
    v: 1,
    time: ports.clock.now(),
    requestId: origin.requestId,
    dialect: origin.dialect,
    address: origin.address,
    actor: isCaller(origin) ? actorOf(origin) : { kind: 'anonymous' },
    operation: operation.name,
    ...(action === undefined ? {} : { action }),
    ...(space === undefined
      ? missing === undefined
        ? {}
        : { space: { path: missing.pattern } }
      : { space: spaceOf(space) }),
    ...(object === undefined ? {} : { object: clipped(object) }),
    ...(decision === undefined ? {} : { decision }),
    outcome,
    ...(error === undefined ? {} : { code: error.code }),
    ...(error?.details.reason === undefined ? {} : { reason: error.details.reason }),
  };
}

function spaceOf({ path, row, alias }: FoundSpace): NonNullable<AuditDraft['space']> {
  return { path, ...(row === null ? {} : { id: row.id }), ...(alias === undefined ? {} : { alias }) };
}

function actorOf(caller: Caller): AuditDraft['actor'] {
  const { principal, token } = caller;
  return {
    kind: principal.kind,
    id: principal.id,
    name: principal.name,
    ...(token === null ? {} : { tokenId: token.id, tokenKind: token.kind }),
  };
}

// Bulk upsert: each item is created or changed on its own, and its problems never fail the others.
import { isUuid } from '../../base/ids.ts';
import { AppError } from '../../core/index.ts';
import type { Caller, Core, ErrorCode, SecretMetadata, SecretRef } from '../../core/index.ts';
import { answerOf } from './errors.ts';
import type { ErrorSettings, WireError } from './errors.ts';
import { explainConflict } from './hidden-owner.ts';
import { malformed, readMembers } from './json-members.ts';
import { changesNothing, toNewSecret, toSecretChange } from './secret-change.ts';
import { parseSecretRequest } from './secret-request.ts';
import type { SecretRequest } from './secret-request.ts';
import { typeOf } from './wire.ts';

/** At most this many items in one call; each is a durable change of its own. */
export const MAX_ITEMS = 1000;

interface ItemRef {
  readonly id: string;
  readonly name: string;
}

interface Failure {
  readonly id: string | null;
  readonly name: string | null;
  readonly error: WireError;
}

/** The BulkUpsertReport (appgate.md 2.8). */
export interface BulkReport {
  readonly created: readonly ItemRef[];
  readonly updated: readonly ItemRef[];
  readonly unchanged: readonly ItemRef[];
  readonly failures: readonly Failure[];
  /** Internal to Controllers. */
  readonly deleted: readonly ItemRef[];
}

export interface BulkContext {
  readonly core: Core;
  readonly space: string;
  readonly settings: ErrorSettings;
  readonly peer: number;
}

/** The items of the body; `invalid-input` without a path when any part of its structure is wrong (a 400). */
export function parseBulk(body: unknown, peer: number): readonly SecretRequest[] {
  const { data } = readMembers(body, { data: 'list' });
  if (data === null) throw malformed('Field "data" must be an array');
  if (data.length > MAX_ITEMS) throw malformed(`Field "data" must have at most ${MAX_ITEMS} items`);
  return data.map((item, index) => parseSecretRequest(item, peer, `data[${index}]`));
}

/**
 * Runs the items one after the other. Core's errors that are about the whole server end the call; a missing
 * privilege ends it too when nothing was stored.
 */
export async function bulkUpsert(
  context: BulkContext,
  caller: Caller,
  readItems: () => readonly SecretRequest[],
): Promise<BulkReport> {
  const report = { created: [], updated: [], unchanged: [], deleted: [] } as Record<
    Outcome | 'deleted',
    ItemRef[]
  >;
  const failures: Failure[] = [];
  let refusal: AppError | null = null;
  for (const item of await itemsOrRefusal(context, caller, readItems)) {
    try {
      const { outcome, secret } = await upsert(context, caller, item);
      report[outcome].push({ id: secret.id, name: secret.name });
    } catch (error) {
      if (!isAboutItem(error)) throw error;
      if (error.code === 'forbidden') refusal ??= error;
      failures.push(toFailure(item, error, context.settings));
    }
  }
  const stored = report.created.length + report.updated.length + report.unchanged.length;
  if (refusal !== null && stored === 0) throw refusal;
  return { ...report, failures };
}

type Outcome = 'created' | 'updated' | 'unchanged';

const ITEM_CODES: readonly ErrorCode[] = [
  'invalid-input',
  'forbidden',
  'conflict',
  'version-mismatch',
  'quota-exceeded',
  'too-large',
];

/** Whether an error says something about one item; all others are about the caller, the space or the server. */
function isAboutItem(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  return ITEM_CODES.includes(error.code) || isMissingSecret(error);
}

function isMissingSecret(error: unknown): boolean {
  return error instanceof AppError && error.code === 'not-found' && error.details.object === 'secret';
}

/**
 * The items. A broken body is the outcome of a create, so that one who may not create is told that first
 * (appgate.md 1.5); no items at all still need the right to look at the space.
 */
async function itemsOrRefusal(
  { core, space }: BulkContext,
  caller: Caller,
  readItems: () => readonly SecretRequest[],
): Promise<readonly SecretRequest[]> {
  let items: readonly SecretRequest[];
  try {
    items = readItems();
  } catch (error) {
    await core.createSecret(caller, { space }, () => {
      throw error;
    });
    throw error;
  }
  if (items.length === 0) await core.listSecrets(caller, { space, limit: 1 });
  return items;
}

async function upsert(
  context: BulkContext,
  caller: Caller,
  item: SecretRequest,
): Promise<{ readonly outcome: Outcome; readonly secret: SecretMetadata }> {
  const { core, space, peer } = context;
  const stored = await match(core, caller, space, item);
  const explain = (error: unknown): Promise<never> => explainConflict(core, caller, space, item.name, error);
  if (stored === null) {
    const secret = await core.createSecret(caller, { space }, () => toNewSecret(item, peer)).catch(explain);
    return { outcome: 'created', secret };
  }
  if (changesNothing(toSecretChange(item, stored, peer), stored))
    return { outcome: 'unchanged', secret: stored };
  const secret = await core
    .changeSecret(caller, { space, id: stored.id }, (current) => toSecretChange(item, current, peer))
    .catch(explain);
  return { outcome: 'updated', secret };
}

/**
 * The stored secret that an item is about: by its id where that is known, else by its name. One that cannot be
 * expressed here is none; creating the item then is core's conflict.
 */
async function match(
  core: Core,
  caller: Caller,
  space: string,
  item: SecretRequest,
): Promise<SecretMetadata | null> {
  const refs: SecretRef[] = [];
  if (item.id !== null && isUuid(item.id)) refs.push({ space, id: item.id.toLowerCase() });
  if (item.name !== null && item.name !== '') refs.push({ space, name: item.name });
  for (const ref of refs) {
    try {
      const stored = await core.describeSecret(caller, ref);
      return typeOf(stored) === null ? null : stored;
    } catch (error) {
      if (!isMissingSecret(error)) throw error;
    }
  }
  return null;
}

function toFailure(item: SecretRequest, error: AppError, settings: ErrorSettings): Failure {
  const { body } = answerOf(error, 'replace', settings);
  return { id: item.id, name: item.name, error: { ...body, errors: body.errors ?? [] } };
}

// Why a name is taken when nobody sees it here: another secret owns it that this API cannot express.
import { AppError } from '../../core/index.ts';
import type { Caller, Core } from '../../core/index.ts';
import { HIDDEN_OWNER } from './errors.ts';
import { typeOf } from './wire.ts';

/**
 * Throws the error again. A conflict on the name says so in its details when its owner is missing from this API
 * and the caller may list it.
 */
export async function explainConflict(
  core: Core,
  caller: Caller,
  space: string,
  name: string | null,
  error: unknown,
): Promise<never> {
  const onName = error instanceof AppError && error.code === 'conflict' && error.details.field === 'name';
  if (!onName || name === null) throw error;
  const owner = await core.describeSecret(caller, { space, name }).catch(() => null);
  if (owner === null || typeOf(owner) !== null) throw error;
  throw new AppError('conflict', error.message, {
    details: { ...error.details, reason: HIDDEN_OWNER },
    cause: error,
  });
}

// What a caller is told when core refuses a user's secrets: refusal, conflict or limit in Coder's words.
import { AppError } from '../../core/index.ts';
import type { CoderLimits } from './settings.ts';
import { CoderError, validationFailed, wireField } from './errors.ts';

export interface SecretRequest {
  readonly method: string;
  /** Whether the secrets are the caller's own. */
  readonly own: boolean;
  readonly limits: CoderLimits;
  /** Names of the entries of a batch, in file order. */
  readonly entryNames?: readonly string[];
}

/** Runs an operation on secrets; what it throws is worded for Coder's clients where that is not the general way. */
export async function wordRefusals<T>(request: SecretRequest, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof CoderError) throw error;
    if (isDenial(error)) throw denial(request);
    if (error.code === 'conflict') throw conflict(error);
    if (error.code === 'quota-exceeded') throw limitReached(error, request);
    throw error;
  }
}

/** A space that may not be listed, or an action that may not be done in it. */
function isDenial(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return error.code === 'forbidden' || (error.code === 'not-found' && error.details.object === 'space');
}

/**
 * 403 for POST and PATCH, and for what the caller's own token does not allow; 404 where an administrator reads
 * or deletes what is another's (coder.md 1.7, where upstream answers 500).
 */
function denial({ method, own }: SecretRequest): AppError {
  const told = method === 'POST' || method === 'PATCH' || (method === 'DELETE' && own);
  return told
    ? new AppError('forbidden', 'The caller may not do this.')
    : new AppError('not-found', 'The caller may not see this.', { details: { object: 'secret' } });
}

const TAKEN: Readonly<Record<string, string>> = {
  name: 'name already in use',
  env_name: 'environment variable already in use',
  file_path: 'file path already in use',
};

/** coder.md 2.7: exactly one validation. */
function conflict(error: AppError): AppError {
  const field = wireField(pathOf(error));
  const detail = TAKEN[field.replace(/^secrets\[\d+\]\./, '')];
  return detail === undefined ? error : validationFailed([{ field, detail }], 'conflict');
}

/** The member that the error is about; in a batch behind its entry's index and a dot. */
function pathOf(error: AppError): string {
  return error.details.issues?.[0]?.path ?? error.details.field ?? '';
}

/** coder.md 2.8, the sentence about variables as in its newest generation; 2.10 for the entry of a batch. */
function limitReached(error: AppError, { limits, entryNames }: SecretRequest): AppError {
  const text = limitText(error.details.reason, limits);
  if (text === null) return error;
  // Of a single entry core need not say which one it was.
  const index = entryNames?.length === 1 ? 0 : Number.parseInt(pathOf(error), 10);
  const name = entryNames?.[index];
  const entry = name === undefined ? '' : `Entry secrets[${index}] (${JSON.stringify(name)}): `;
  return new CoderError('quota-exceeded', { message: text.message, detail: `${entry}${text.detail}` });
}

function limitText(
  reason: string | undefined,
  limits: CoderLimits,
): { readonly message: string; readonly detail: string } | null {
  switch (reason) {
    case 'secrets':
      return {
        message: 'User secrets limit reached.',
        detail: `Each user can have at most ${limits.secrets} secrets.`,
      };
    case 'bytes':
      return {
        message: 'User secrets value-bytes limit reached.',
        detail: `Stored bytes of your secret values exceed the per-user budget (${limits.totalBytes} bytes after encryption, if applicable). Reduce the size or number of your secrets.`,
      };
    case 'env-bytes':
      return {
        message: 'Environment-injected user secrets bytes limit reached.',
        detail: `Stored bytes of env-injected secret values exceed the per-user budget (${limits.envBytes} bytes after encryption, if applicable). Reduce the size or number of env-injected secrets. If your deployment permits file path delivery, clear env_name and use file_path instead.`,
      };
    default:
      return null;
  }
}

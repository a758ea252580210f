// What a store says when it could not write: whether nothing was changed, or whether that is not known.
import { AppError } from '../base/errors.ts';

/** Nothing was changed. */
export function notWritten(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    'The store cannot write at the moment. Nothing was changed; try again.',
    { details: { retryAfterSeconds: 1 }, cause },
  );
}

export function perhapsWritten(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    'The store failed while it wrote. It is not known whether the change was made: look before you try again.',
    { details: { retryAfterSeconds: 1 }, cause },
  );
}

export function notReadable(cause: unknown): AppError {
  return new AppError('unavailable', 'The store cannot be read at the moment. Try again.', {
    details: { retryAfterSeconds: 1 },
    cause,
  });
}

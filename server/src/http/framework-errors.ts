// What Fastify throws, in our own words, so that each dialect renders it in its own shape.
import { AppError, invalidInput, toAppError } from '../core/index.ts';
import type { InputIssue } from '../core/index.ts';

interface FrameworkError {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly validation?: readonly { readonly instancePath?: string; readonly message?: string }[];
}

/** Any error of a handler, a hook or the framework; what is not known becomes `internal` with its cause. */
export function fromFramework(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const error = thrown as FrameworkError;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('too-large', 'The request body is too large.', { cause: thrown });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError(
        'unsupported-media-type',
        'The content type is not supported; send application/json.',
        { cause: thrown },
      );
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new AppError('invalid-input', 'The body does not have the length that its header says.', {
        cause: thrown,
      });
    case 'FST_ERR_BAD_URL':
      return new AppError('invalid-input', 'The path has a bad percent-escape.', { cause: thrown });
    case 'FST_ERR_MAX_PARAM_LENGTH':
    case 'FST_ERR_ASYNC_CONSTRAINT':
      return new AppError('invalid-input', 'A part of the path is too long.', { cause: thrown });
  }
  if (error.validation !== undefined) return invalidInput(...error.validation.map(toIssue));
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500) {
    return new AppError('invalid-input', 'The request is not valid.', { cause: thrown });
  }
  return toAppError(thrown);
}

function toIssue(problem: { readonly instancePath?: string; readonly message?: string }): InputIssue {
  return {
    path: (problem.instancePath ?? '').slice(1).replaceAll('/', '.'),
    message: problem.message ?? 'is not valid',
  };
}

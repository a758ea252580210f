// The one error type, for rooms that know no other than this one.
export { AppError } from '../core/index.ts';

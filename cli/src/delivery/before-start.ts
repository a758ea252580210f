// Failures of `run` and `agent` before their command starts: whatever went wrong, the exit code is 125, so that it
// cannot be taken for one of the command's own.
import { CommandError, describeFailure, EXIT } from '../failure.ts';
import { InterruptedError } from './signals.ts';

export async function beforeStart<T>(prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    const { message, hint } = describeFailure(error);
    throw new CommandError(EXIT.notStarted, message, hint, error);
  }
}

// The work beside the requests that empties the trash: once an hour, what has been there longer than it is kept.
import { AppError } from '../../base/errors.ts';

const INTERVAL_MS = 60 * 60 * 1000;
/** After the start, when there is enough else to do. */
const FIRST_MS = 60_000;

export interface TrashReports {
  readonly purged: (what: { readonly secrets: number; readonly spaces: number }) => void;
  readonly failed: (error: AppError) => void;
}

/** Purges as long as the process lives; the result stops it. What fails is tried again an hour later. */
export function keepTrash(
  purge: () => Promise<{ readonly secrets: number; readonly spaces: number }>,
  report: TrashReports,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let underway: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    try {
      const purged = await purge();
      if (purged.secrets + purged.spaces > 0) report.purged(purged);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      report.failed(error);
    }
    if (!stopped) schedule(INTERVAL_MS);
  };
  const schedule = (after: number): void => {
    timer = setTimeout(() => {
      underway = round();
    }, after);
    timer.unref();
  };
  schedule(FIRST_MS);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underway;
  };
}

// The work beside the requests: a checkpoint each second in which something happened, and the sweep below a cut. It
// never stands in a request's way.
import type { Ports } from '../ports/deps.ts';
import { sweepBelowCut, takeCheckpoint } from './checkpoints.ts';

const INTERVAL_MS = 1000;

export interface KeptLog {
  /** Takes the last checkpoint; after it nothing may be written any more. */
  stop(): Promise<void>;
}

/** `failed` is called when a round does not succeed after one that did, and `healed` the other way round. */
export function keepAuditLog(
  ports: Ports,
  report: { readonly failed: (error: unknown) => void; readonly healed: () => void },
  intervalMs = INTERVAL_MS,
): KeptLog {
  let well = true;
  let underWay: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    try {
      const { lane } = await takeCheckpoint(ports);
      await sweepBelowCut(ports, lane);
      if (!well) report.healed();
      well = true;
    } catch (error) {
      if (well) report.failed(error);
      well = false;
    }
  };
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => {
      underWay = round().then(next);
    }, intervalMs);
    timer.unref();
  };
  next();
  return {
    async stop() {
      clearTimeout(timer);
      await underWay;
      clearTimeout(timer);
      await round();
    },
  };
}

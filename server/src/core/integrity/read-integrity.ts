// The scrubber's report for those who may read the audit log.
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { IntegrityReport } from './report.ts';
import type { Scrubber } from './scrubber.ts';

const scrubbers = new WeakMap<Ports, Scrubber>();

/** Lets the report of these ports be read; called by createCore. */
export function attachScrubber(ports: Ports, scrubber: Scrubber): Scrubber {
  scrubbers.set(ports, scrubber);
  return scrubber;
}

export async function readIntegrity(ports: Ports, caller: Caller): Promise<IntegrityReport> {
  return operate(ports, caller, {
    name: 'integrity.read',
    requires: { on: 'installation', action: 'read-audit' },
    run: async () => {
      const scrubber = scrubbers.get(ports);
      if (scrubber === undefined) throw new TypeError('The core was made without its scrubber.');
      return { result: scrubber.report, objects: [{ kind: 'store', count: scrubber.report.found }] };
    },
  });
}

// The audit log as administrators read it; reading it is itself an event.
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { AuditPage, AuditQuery } from './event.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

export async function listAuditEvents(ports: Ports, caller: Caller, query: AuditQuery): Promise<AuditPage> {
  return operate(ports, caller, {
    name: 'audit.list',
    requires: { on: 'installation', action: 'read-audit' },
    run: async () => {
      const limit = Math.min(Math.max(query.limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
      const result = await ports.store.listAuditEvents({ ...query, limit });
      return { result, objects: [{ kind: 'audit', count: result.items.length }] };
    },
  });
}

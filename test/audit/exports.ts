// Real exports for the tests of the verifier: from a core on a real database, in the bytes that a client gets.
import type { Caller } from '../../server/src/core/index.ts';
import { toWireExport } from '../../server/src/dialects/native/audit-wire.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

export interface ExportingCore extends TestCore {
  readonly administrator: Caller;
  /** Writes this many events, with a checkpoint after each `every`. */
  write(events: number, every: number): Promise<void>;
  /** The lines of an export, without their ends. */
  lines(query?: { readonly from?: number; readonly to?: number }): Promise<readonly string[]>;
  keys(): Promise<string>;
  checkpoint(): Promise<string>;
}

export async function openExportingCore(): Promise<ExportingCore> {
  const opened = await openCore();
  const { core } = opened;
  const administrator = await opened.signIn('root', { admin: true });
  return {
    ...opened,
    administrator,
    async write(events, every) {
      for (let count = 1; count <= events; count += 1) {
        await core.putSecret(
          administrator,
          { space: 'apps', name: `n${count % 7}` },
          { fields: { value: 'v' } },
        );
        if (count % every === 0) await core.readCheckpoint(administrator);
      }
    },
    async lines(query = {}) {
      const exported = await core.exportAudit(administrator, query);
      let text = '';
      for await (const chunk of toWireExport(exported)) text += chunk;
      return text.trimEnd().split('\n');
    },
    keys: async () => (await core.readAuditKeys(administrator)).join('\n'),
    checkpoint: () => core.readCheckpoint(administrator),
  };
}

export function bytesOf(lines: readonly string[]): readonly Uint8Array[] {
  return [Buffer.from(`${lines.join('\n')}\n`)];
}

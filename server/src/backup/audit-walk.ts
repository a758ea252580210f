// Walks through the events of a copied log in their order and demands the chain and the tree that they claim to be.
import { AppError } from '../base/errors.ts';
import { leafHash, MerkleFrontier } from '../crypto/index.ts';
import type { CellValue } from '../stores/whole-tables.ts';
import type { LaneHead } from './lines.ts';

interface Lane {
  readonly tree: MerkleFrontier;
  prev: string;
}

export class AuditWalk {
  readonly #lanes = new Map<string, Lane>();

  /** Takes every row of every table, by column; only cuts and events matter. */
  take(table: string, columns: readonly string[], values: readonly CellValue[]): void {
    if (table !== 'audit_cuts' && table !== 'audit_events') return;
    const cell = (name: string): CellValue => values[columns.indexOf(name)] ?? null;
    const lane = String(cell('lane'));
    if (table === 'audit_cuts') {
      // In the order of their sizes: the last one counts.
      const tree = MerkleFrontier.fromBytes(Number(cell('size')), bytes(cell('frontier')));
      this.#lanes.set(lane, { tree, prev: Buffer.from(bytes(cell('last_hash'))).toString('base64') });
      return;
    }
    this.#event(lane, Number(cell('seq')), String(cell('body')), bytes(cell('hash')));
  }

  heads(): readonly LaneHead[] {
    return [...this.#lanes].map(([lane, { tree }]) => ({
      lane,
      size: tree.size,
      root: Buffer.from(tree.root()).toString('base64'),
    }));
  }

  #event(name: string, seq: number, body: string, hash: Uint8Array): void {
    const lane = this.#lanes.get(name) ?? { tree: new MerkleFrontier(), prev: '' };
    this.#lanes.set(name, lane);
    // Below a cut, and not removed yet.
    if (seq <= lane.tree.size) return;
    const place = JSON.stringify({ lane: name, seq: lane.tree.size + 1, prev: lane.prev }).slice(0, -1);
    const leaf = leafHash(body);
    if (!body.startsWith(`${place},`) || !Buffer.from(hash).equals(leaf)) {
      throw new AppError(
        'integrity-failed',
        `The audit log does not hold: event ${seq} of ${name} is not the one that was written.`,
      );
    }
    lane.tree.append(leaf);
    lane.prev = Buffer.from(leaf).toString('base64');
  }
}

function bytes(value: CellValue): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

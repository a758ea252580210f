// Rotation while the server works: rows move from old terms of the keyring to the active one, some at a time, through
// ordinary commits with their events. What is left to do is what the rows say, so a start goes on where a kill has ended it.
import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import { PRIMARY_KEYS } from '../ports/tables.ts';
import type { TableName, Tables } from '../ports/tables.ts';
import { checkRow, signNext } from './signed-rows.ts';

const BATCH_ROWS = 64;
const ALL_TABLES = Object.keys(PRIMARY_KEYS) as TableName[];

/** Purposes whose old terms go when no row needs them; an old audit-sign term stays for the checkpoints that it signed. */
export const SWEPT = ['kek', 'credential', 'row-mac'] as const;
type Swept = (typeof SWEPT)[number];

const TABLES: { readonly [P in Swept]: readonly TableName[] } = {
  kek: ['spaces'],
  credential: ['services'],
  'row-mac': ALL_TABLES,
};
const COLUMNS = { kek: 'kek_term', credential: 'secret_term', 'row-mac': 'mac_term' } as const;

export interface RotationProgress {
  readonly purpose: Swept;
  /** Rows that were renewed since the rotation, or this server, began. */
  readonly renewed: number;
  /** Rows that the tables have. */
  readonly total: number;
  /** Rows that do not verify: they are left as they are, and with them the old term. */
  readonly blocked: number;
}

export class Rotation {
  readonly #ports: Ports;
  readonly #system: Caller;
  #place: { purpose: Swept; table: number; after: readonly (string | number)[] | null } | null = null;
  #progress: RotationProgress | null = null;
  /** Purposes that are left until the next start: rows of theirs do not verify. */
  readonly #blocked = new Set<Swept>();
  #wake: () => void = () => undefined;

  constructor(ports: Ports, system: Caller) {
    this.#ports = ports;
    this.#system = system;
  }

  /** Null when nothing is under way. */
  get progress(): RotationProgress | null {
    return this.#progress;
  }

  /** Called when there is something to do. */
  onWake(wake: () => void): void {
    this.#wake = wake;
  }

  wake(): void {
    this.#blocked.clear();
    this.#wake();
  }

  /** Does the next part; false when there is nothing to do. */
  async step(): Promise<boolean> {
    const place = (this.#place ??= await this.#next());
    if (place === null) return false;
    const table = TABLES[place.purpose][place.table];
    if (table === undefined) {
      await this.#end(place.purpose);
      return true;
    }
    const after = await this.#renew(place.purpose, table, place.after);
    this.#place = after === null ? { ...place, table: place.table + 1, after: null } : { ...place, after };
    return true;
  }

  async #next() {
    const { keyring, store } = this.#ports;
    const purpose = SWEPT.find((one) => keyring.terms(one).length > 1 && !this.#blocked.has(one));
    if (purpose === undefined) return null;
    let total = 0;
    for (const table of TABLES[purpose]) total += await store.countRows(table);
    this.#progress = { purpose, renewed: 0, total, blocked: 0 };
    return { purpose, table: 0, after: null };
  }

  /** One batch; the place to go on from, null at the end of the table. */
  async #renew(purpose: Swept, table: TableName, after: readonly (string | number)[] | null) {
    const scan = { ...this.#oldRows(purpose), after, limit: BATCH_ROWS };
    const first = await this.#ports.store.scan(table, scan);
    if (first.length === 0) return null;
    const { rows, renewed } = await operate(this.#ports, this.#system, {
      name: 'keys.renew',
      requires: { on: 'self' },
      object: { kind: 'store', name: `${purpose} ${table}` },
      run: async () => {
        const found = await this.#ports.store.scan(table, scan);
        const changes = found.flatMap((row) => renewRow(this.#ports, purpose, table, row) ?? []);
        return {
          result: { rows: found, renewed: changes.length },
          changes,
          objects: [{ kind: 'store', name: `${purpose} ${table}`, count: changes.length }],
        };
      },
    });
    this.#count(renewed, rows.length - renewed);
    const last = rows.at(-1);
    return last === undefined ? null : keyOf(table, last);
  }

  #count(renewed: number, blocked: number): void {
    const before = this.#progress;
    if (before === null) return;
    this.#progress = {
      ...before,
      renewed: before.renewed + renewed,
      blocked: before.blocked + blocked,
    };
  }

  /** The old terms go, unless a row still has one: then all tables are walked through again. */
  async #end(purpose: Swept): Promise<void> {
    const { keyring, seal } = this.#ports;
    this.#place = null;
    const old = keyring.terms(purpose).slice(0, -1);
    if ((this.#progress?.blocked ?? 0) > 0) {
      this.#blocked.add(purpose);
      return;
    }
    keyring.leave(purpose, old);
    try {
      // Behind every commit that was asked for before: what those wrote can be seen now.
      await this.#record('keys.renew', purpose, old);
      for (const table of TABLES[purpose]) {
        const scan = { ...this.#oldRows(purpose), after: null, limit: 1 };
        if ((await this.#ports.store.scan(table, scan)).length > 0) return;
      }
      await this.#record('keys.retire', purpose, old);
      await seal?.removeTerms(purpose, old);
      this.#progress = null;
    } finally {
      keyring.stay();
    }
  }

  async #record(name: string, purpose: Swept, terms: readonly number[]): Promise<void> {
    await operate(this.#ports, this.#system, {
      name,
      requires: { on: 'self' },
      run: async () => ({
        result: undefined,
        objects: [{ kind: 'store', name: `${purpose} ${terms.join()}`, count: 0 }],
      }),
    });
  }

  #oldRows(purpose: Swept) {
    return { where: { [COLUMNS[purpose]]: this.#ports.keyring.terms(purpose).slice(0, -1) } };
  }
}

/** The row under the active term; null for one that does not verify, which must not be signed anew. */
function renewRow<T extends TableName>(
  { keyring }: Ports,
  purpose: Swept,
  table: T,
  row: Tables[T],
): RowChange | null {
  try {
    checkRow(keyring, table, row);
    const found = { table, row } as { readonly table: TableName; readonly row: Tables[TableName] };
    if (purpose === 'kek') {
      const space = found.row as Tables['spaces'];
      const { kekTerm, wrappedKey } = keyring.rewrapSpaceKey(space.id, space.kek_term, space.wrapped_key);
      const next = signNext(keyring, 'spaces', space, { kek_term: kekTerm, wrapped_key: wrappedKey });
      return { op: 'update', table: 'spaces', row: next };
    }
    if (purpose === 'credential') {
      const service = found.row as Tables['services'];
      const text = keyring.openCredential(service.id, service.secret_term, service.sealed_secret);
      const { term, sealed } = keyring.sealCredential(service.id, text);
      const next = signNext(keyring, 'services', service, { secret_term: term, sealed_secret: sealed });
      return { op: 'update', table: 'services', row: next };
    }
    return { op: 'update', table, row: signNext(keyring, table, row, {}) } as unknown as RowChange;
  } catch (error) {
    if (error instanceof AppError && ['integrity-failed', 'decrypt-failed'].includes(error.code)) return null;
    throw error;
  }
}

function keyOf(table: TableName, row: object): readonly (string | number)[] {
  const values = row as Readonly<Record<string, string | number>>;
  return PRIMARY_KEYS[table].map((column) => values[column] ?? '');
}

/** How much longer than its work a batch waits, so that requests keep most of the machine. */
const REST = 3;
const RETRY_MS = 5000;

/** Rotates for as long as the process lives, as soon as there is something to do; the result stops it. */
export function startRotating(rotation: Rotation, failed: (error: unknown) => void): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running = false;
  let underway: Promise<void> = Promise.resolve();
  const again = (afterMs: number): void => {
    if (stopped || running) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      underway = visit();
    }, afterMs);
    timer.unref();
  };
  const visit = async (): Promise<void> => {
    running = true;
    const start = performance.now();
    let pause: number | null = null;
    try {
      if (await rotation.step()) pause = (performance.now() - start) * REST;
    } catch (error) {
      failed(error);
      pause = RETRY_MS;
    }
    running = false;
    if (pause !== null) again(pause);
  };
  rotation.onWake(() => again(0));
  again(0);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underway;
  };
}

// Opens the PostgreSQL database of a node: checks that it keeps what it promises, migrates it, gives the rows that the
// seal needs, and the store. Nodes that start at the same time do so one after the other.
import { AppError } from '../../base/errors.ts';
import type { SealedKeyringKey } from '../../crypto/index.ts';
import type { Engine } from '../engine.ts';
import type { KeyMaterial, SealSlot } from '../key-material.ts';
import type { KeyringKeyRow, SealSlotRow } from '../schema.ts';
import { LaneTaken } from './lane.ts';
import { LaneWriter } from './lane-writer.ts';
import { migrate } from './migrate.ts';
import { DatabaseError, Session } from './session.ts';
import { PostgresStore } from './store.ts';

const START_LOCK = 740_002;
const START_WAIT_MS = 60_000;
const none: readonly unknown[] = [];

export class PostgresDatabase implements Engine {
  readonly #url: string;
  readonly #node: string;
  readonly #session: Session;

  private constructor(url: string, node: string, session: Session) {
    this.#url = url;
    this.#node = node;
    this.#session = session;
  }

  /** Throws `unavailable` that says what is wrong with the database; it never repeats the URL, which has a password. */
  static async open(url: string, node: string): Promise<PostgresDatabase> {
    let session: Session;
    try {
      session = await Session.open(url);
    } catch (cause) {
      throw cannotOpen(cause);
    }
    try {
      await check(session);
      await takeStartLock(session);
      await migrate(session);
      return new PostgresDatabase(url, node, session);
    } catch (error) {
      await session.end();
      throw error instanceof AppError ? error : cannotOpen(error);
    }
  }

  async readKeyMaterial(): Promise<KeyMaterial | null> {
    const slots = await this.#all<SealSlotRow>('SELECT * FROM seal_slots ORDER BY id');
    if (slots.length === 0) {
      await this.#refuseLostKeys();
      return null;
    }
    const keys = await this.#all<KeyringKeyRow>('SELECT * FROM keyring_keys ORDER BY purpose, term');
    return {
      slots: slots.map(({ id, kind, params, sealed_root }) => ({
        id,
        kind,
        params: JSON.parse(params) as SealSlot['params'],
        sealedRoot: sealed_root,
      })),
      keyring: keys.map(({ purpose, term, active, sealed }) => ({
        purpose: purpose as SealedKeyringKey['purpose'],
        term,
        active: active === 1,
        sealed,
      })),
    };
  }

  async initialize(material: KeyMaterial, now: number): Promise<void> {
    await this.#transaction(async () => {
      for (const { id, kind, params, sealedRoot } of material.slots) {
        await this.#session.run({
          sql: 'INSERT INTO seal_slots (id, kind, params, sealed_root, created_at) VALUES ($1, $2, $3, $4, $5)',
          parameters: [id, kind, JSON.stringify(params), sealedRoot, now],
        });
      }
      await this.#insertKeys(material.keyring, now);
    });
  }

  async addKeys(keys: readonly SealedKeyringKey[], now: number): Promise<void> {
    await this.#transaction(() => this.#insertKeys(keys, now));
  }

  async store(): Promise<PostgresStore> {
    try {
      return new PostgresStore(this.#url, await LaneWriter.open(this.#url, this.#node), this.#node);
    } catch (error) {
      if (!(error instanceof LaneTaken)) throw cannotOpen(error);
      throw new AppError(
        'unavailable',
        `Another server of this store has the node name "${this.#node}". Give each node its own POLYVAULT_NODE.`,
        { cause: error },
      );
    }
  }

  async started(): Promise<void> {
    await this.#session.end();
  }

  async close(): Promise<void> {
    await this.#session.end();
  }

  async #all<Row>(sql: string): Promise<readonly Row[]> {
    return (await this.#session.run<Row>({ sql, parameters: none })).rows;
  }

  async #transaction(run: () => Promise<void>): Promise<void> {
    await this.#all('BEGIN');
    try {
      await run();
      await this.#all('COMMIT');
    } catch (error) {
      await this.#all('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  async #insertKeys(keys: readonly SealedKeyringKey[], now: number): Promise<void> {
    for (const { purpose, term, active, sealed } of keys) {
      await this.#session.run({
        sql: 'INSERT INTO keyring_keys (purpose, term, active, sealed, created_at) VALUES ($1, $2, $3, $4, $5)',
        parameters: [purpose, term, active ? 1 : 0, sealed, now],
      });
    }
  }

  /** Keys are never made for data that exists. */
  async #refuseLostKeys(): Promise<void> {
    for (const table of ['keyring_keys', 'users', 'spaces', 'secrets', 'audit_events']) {
      if ((await this.#all(`SELECT 1 FROM ${table} LIMIT 1`)).length === 0) continue;
      throw new AppError(
        'integrity-failed',
        'The database holds data but has lost its sealed keys. Restore it from a backup.',
      );
    }
  }
}

async function check(session: Session): Promise<void> {
  const { rows } = await session.run<Readonly<Record<string, string | number>>>({
    sql: `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
      current_setting('fsync') AS fsync, pg_is_in_recovery()::text AS standby,
      (SELECT count(*) FROM pg_collation WHERE collname = 'und-x-icu') AS icu`,
    parameters: none,
  });
  const { version, encoding, fsync, standby, icu } = rows[0] ?? {};
  if (Number(version) < 130_000) throw unfit('is older than PostgreSQL 13. Use a newer one');
  if (encoding !== 'UTF8') throw unfit(`has the encoding ${encoding}. Create one with ENCODING 'UTF8'`);
  if (fsync !== 'on') throw unfit('runs with fsync off, and would lose acknowledged writes. Switch fsync on');
  if (standby !== 'false') throw unfit('is a standby. Name the primary in POLYVAULT_DATABASE_URL');
  if (icu === 0) throw unfit('has no ICU collations. Use a PostgreSQL that is built with ICU');
}

async function takeStartLock(session: Session): Promise<void> {
  const until = Date.now() + START_WAIT_MS;
  for (;;) {
    const { rows } = await session.run<{ readonly taken: number }>({
      sql: `SELECT pg_try_advisory_lock(${START_LOCK}, 0)::int::bigint AS taken`,
      parameters: none,
    });
    if (rows[0]?.taken === 1) return;
    if (Date.now() > until) throw unfit('is used by a node that does not come to the end of its start');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function unfit(what: string): AppError {
  return new AppError('unavailable', `The database ${what}.`);
}

function cannotOpen(cause: unknown): AppError {
  const reason = cause instanceof DatabaseError || cause instanceof Error ? cause.message : 'unknown fault';
  return new AppError('unavailable', `The database of POLYVAULT_DATABASE_URL cannot be used: ${reason}.`, {
    cause,
  });
}

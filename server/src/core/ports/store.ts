// What core needs from a store: rows found by equality, a few lists, and atomic changes together with their audit
// events. A store sees ciphertext only and decides nothing.
import type { AuditDraft, AuditPage, AuditQuery } from '../audit/event.ts';
import type { SecretSort } from '../secrets/secret.ts';
import type { AuditCheckpointRow, SecretRow, SpaceRow, TableName, Tables } from './tables.ts';

/**
 * One change of one row. An update replaces the whole row whose version is `row.row_version - 1`; a delete removes
 * the row as it is given.
 */
export type RowChange = {
  [T in TableName]: {
    readonly op: 'insert' | 'update' | 'delete';
    readonly table: T;
    readonly row: Tables[T];
  };
}[TableName];

/**
 * A change that met another one: an update or delete whose row has a newer version or is gone, or an insert
 * whose unique columns are taken. Nothing was written; read again and decide again.
 */
export class StaleChange extends Error {
  override readonly name = 'StaleChange';
}

export type Where<Row> = { readonly [K in keyof Row]?: Row[K] };

export interface SecretsFilter {
  readonly spaceIds: readonly string[];
  readonly search: readonly string[];
  readonly where: readonly {
    readonly field: 'name' | 'public_id' | 'description' | 'tags';
    readonly contains: string;
  }[];
  readonly tag: string | null;
  /** Any of these; null for no restriction. `fieldNames` is the JSON text of the sorted names. */
  readonly shapes: readonly { readonly kind: string | null; readonly fieldNames: string | null }[] | null;
}

export interface SecretsPageQuery extends SecretsFilter {
  readonly orderBy: SecretSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number | null;
  /** Start behind this place; only in the order of `name`, ascending. */
  readonly after: { readonly path: string; readonly name: string; readonly id: string } | null;
}

export interface TrashQuery {
  /** Null for all spaces. */
  readonly spaceId: string | null;
  /** Only what went there before this time; null for all. */
  readonly before: number | null;
  /** Start behind this place. */
  readonly after: { readonly deletedAt: number; readonly id: string } | null;
  readonly limit: number;
}

/** A walk through a table in the order of its primary key. */
export interface RowScan<Row> {
  /** Only rows in which each of these columns has one of the values. */
  readonly where?: { readonly [K in keyof Row]?: readonly Row[K][] };
  /** Start behind the row with these values of the primary key. */
  readonly after: readonly (string | number)[] | null;
  readonly limit: number;
}

export interface QuotaUse {
  readonly secrets: number;
  readonly bytes: number;
  readonly envBytes: number;
}

/** Where the log of this node stands: all that is committed. */
export interface AuditTree {
  readonly lane: string;
  /** How many events there have been, those that were cut off included. */
  readonly size: number;
  /** MerkleFrontier.bytes() of that size. */
  readonly frontier: Uint8Array;
  /** The hash of the newest event, no bytes for an empty log. */
  readonly lastHash: Uint8Array;
}

/** An event as it is stored. */
export interface AuditRecord {
  readonly seq: number;
  readonly body: string;
  readonly hash: Uint8Array;
}

export interface Store {
  /**
   * From here on reads show all that was committed before, by whomever. Only for an engine that may keep rows which it
   * has read; called where a decision begins.
   */
  freshen?(): void;
  /** The row that has these values, or undefined. Deleted secrets are rows like others: say `deleted_at: null`. */
  find<T extends TableName>(table: T, where: Where<Tables[T]>): Promise<Tables[T] | undefined>;
  /** All rows that have these values, in the order of their primary key. */
  select<T extends TableName>(table: T, where: Where<Tables[T]>): Promise<readonly Tables[T][]>;
  /** A part of a table, in the order of its primary key. */
  scan<T extends TableName>(table: T, scan: RowScan<Tables[T]>): Promise<readonly Tables[T][]>;
  /** How many rows a table has. */
  countRows(table: TableName): Promise<number>;
  /** Secrets in the trash, the longest there first. */
  listTrash(query: TrashQuery): Promise<readonly SecretRow[]>;
  /** Spaces at or below a path (all that are not in the trash for null), in the order of their paths. */
  spacesUnder(path: string | null): Promise<readonly SpaceRow[]>;
  /** Live secrets, in the order of space path, name and id unless the query says otherwise. */
  listSecrets(query: SecretsPageQuery): Promise<readonly SecretRow[]>;
  countSecrets(filter: SecretsFilter): Promise<number>;
  /** What the live secrets of a space use. */
  quotaUse(spaceId: string): Promise<QuotaUse>;
  listAuditEvents(query: AuditQuery): Promise<AuditPage>;
  /** Throws `unavailable` when the log cannot be written. */
  auditTree(): Promise<AuditTree>;
  /** Events of a lane with a sequence above `after` and up to `upTo`, oldest first, at most `limit`. */
  auditRecords(
    lane: string,
    range: { readonly after: number; readonly upTo: number; readonly limit: number },
  ): Promise<readonly AuditRecord[]>;
  /** The smallest checkpoint of at least this size, or the largest of at most this size; undefined for none. */
  findCheckpoint(
    lane: string,
    size: { readonly atLeast: number } | { readonly atMost: number },
  ): Promise<AuditCheckpointRow | undefined>;
  /** Removes the oldest `limit` events up to this sequence, and checkpoints of smaller size. True when more are left. */
  removeAuditEvents(lane: string, upTo: number, limit: number): Promise<boolean>;
  /**
   * All changes and events, or none of them, durable when the promise resolves. Throws StaleChange, or
   * `unavailable` when nothing could be written.
   */
  commit(changes: readonly RowChange[], events: readonly AuditDraft[]): Promise<void>;
  /** Writes when tokens were last used, for those whose time is older; unknown ids are passed over. */
  noteTokenUses(uses: readonly { readonly id: string; readonly at: number }[]): Promise<void>;
  /** Throws `unavailable` when the database cannot be read. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

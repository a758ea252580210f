// What a secret looks like to those who use core: metadata, content, and the inputs that create and change it.
import type { SecretText } from '../../base/secret-text.ts';

/** How a secret reaches a process. In one space no two secrets share a variable or a path. */
export interface Delivery {
  /** Environment variable name, or null. */
  readonly env: string | null;
  /** File path that starts with `/` or `~/`, or null. */
  readonly file: string | null;
  readonly enabled: boolean;
}

/** All that `list` permission shows. Times are milliseconds since the epoch. */
export interface SecretMetadata {
  readonly id: string;
  readonly space: string;
  readonly name: string;
  /** `generic`, `docker-registry`, `credentials`, `ssh-key`, or a client's own word. */
  readonly kind: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly delivery: Delivery;
  readonly expiresAt: number | null;
  /** The current version, from 1. */
  readonly version: number;
  /** The names of all fields of the current version, sorted; a single-valued secret has `value` alone. */
  readonly fieldNames: readonly string[];
  /** The fields that this kind declares public, with their values. */
  readonly publicFields: ReadonlyMap<string, string>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A secret with the content of one version; `fields` holds public and secret fields alike. */
export interface SecretContent {
  readonly metadata: SecretMetadata;
  readonly version: number;
  readonly versionCreatedAt: number;
  readonly fields: ReadonlyMap<string, SecretText>;
}

/** All readable secrets of a space, or null where the caller has them: the tag stands for this very state. */
export interface PolledSecrets {
  readonly tag: string;
  readonly contents: readonly SecretContent[] | null;
}

export interface VersionSummary {
  readonly version: number;
  readonly createdAt: number;
  /** Name of the principal who wrote it. */
  readonly createdBy: string;
  readonly fieldNames: readonly string[];
  /** When its content was destroyed, or null while it can be read. */
  readonly destroyedAt: number | null;
}

/** What destroying versions did, and when it is done everywhere. */
export interface Destruction {
  readonly versions: readonly VersionSummary[];
  /** When the keys were erased in the live store. */
  readonly erasedAt: number;
  /** When the last backup that may hold them expires; null where one is kept for ever, `erasedAt` where there is none. */
  readonly erasedEverywhereAt: number | null;
}

/** A secret by its name or by its immutable id, in one space. */
export type SecretRef = {
  readonly space: string;
  /** Judges what was found; a secret that it refuses is `not-found` as if it were not there. */
  readonly accepts?: (metadata: SecretMetadata) => boolean;
} & ({ readonly name: string } | { readonly id: string });

export interface NewSecret {
  /** A UUID that the client chose; a new one otherwise. An id already in use is a `conflict` on `id`. */
  readonly id?: string;
  readonly name: string;
  readonly kind?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly delivery?: Partial<Delivery>;
  readonly expiresAt?: number | null;
}

/** Members that are absent stay as they are. Giving `fields` or `setFields` writes a new version. */
export interface SecretChange {
  /** A new name: a rename inside the space. */
  readonly name?: string;
  readonly kind?: string;
  /** The whole content, replaced. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Single fields: a string sets, null removes, the others stay. Not together with `fields`. */
  readonly setFields?: Readonly<Record<string, string | null>>;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly delivery?: Partial<Delivery>;
  readonly expiresAt?: number | null;
}

/** Limits over all live secrets of one space, judged on the state after the change. */
export interface SpaceQuota {
  /** Number of secrets; error reason `secrets`. */
  readonly secrets?: number;
  /** Sum of the UTF-8 bytes of secret fields; error reason `bytes`. */
  readonly bytes?: number;
  /** The same sum over secrets that have a delivery variable; error reason `env-bytes`. */
  readonly envBytes?: number;
}

/** What must hold before a write: this very version is current, or no secret of that name exists. */
export type Precondition = { readonly version: number } | 'absent' | 'none';

export type SecretSort = 'name' | 'id' | 'description' | 'tags' | 'created' | 'updated';

export interface ListQuery {
  readonly space: string;
  /** Also the spaces below it, each as far as the caller may list it. */
  readonly recursive?: boolean;
  /** Each must occur, whatever its case, in name, description, a tag or the id. */
  readonly search?: readonly string[];
  /** Each field must contain the text, whatever its case. */
  readonly where?: readonly {
    readonly field: 'name' | 'id' | 'description' | 'tags';
    readonly contains: string;
  }[];
  /** Secrets that carry this tag exactly. */
  readonly tag?: string;
  /** Only secrets of these kinds, and, where `fields` is given, with exactly these field names (sorted). */
  readonly shapes?: readonly { readonly kind?: string; readonly fields?: readonly string[] }[];
  /** Default `name`; ties are broken by space, name and id. */
  readonly orderBy?: SecretSort;
  readonly descending?: boolean;
  /** Rows to skip; not together with `cursor`. */
  readonly offset?: number;
  /** At most this many rows; all of them when absent. */
  readonly limit?: number;
  /** `nextCursor` of the page before, with the same other arguments. */
  readonly cursor?: string;
}

export interface SecretPage {
  readonly items: readonly SecretMetadata[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
  /** Secrets that the query matches, over all pages. */
  readonly matched: number;
  /** Secrets of these shapes that the caller may list, before search and filters. */
  readonly total: number;
}

// What is in the trash, as those see it who use core.
import type { Delivery, SecretMetadata } from '../secrets/secret.ts';

export interface TrashedSecret {
  /** Names it in the trash, where several may have had one name. */
  readonly id: string;
  readonly metadata: SecretMetadata;
  readonly deletedAt: number;
  /** When it will be purged, or null where the trash is kept for ever. */
  readonly purgeAt: number | null;
}

export interface TrashedSpace {
  readonly id: string;
  /** The path that it had. */
  readonly path: string;
  readonly deletedAt: number;
  readonly deletedBy: string;
  readonly purgeAt: number | null;
}

export interface Trash {
  readonly secrets: readonly TrashedSecret[];
  /** Spaces that were at the path or below it. */
  readonly spaces: readonly TrashedSpace[];
  readonly nextCursor: string | null;
}

/** Where a secret comes back; what is not given is as it was. */
export interface RestoredAs {
  readonly name?: string;
  readonly delivery?: Partial<Delivery>;
}

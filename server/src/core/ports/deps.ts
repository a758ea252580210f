// Everything that operations stand on, handed to them as one object by createCore.
import type { Clock } from '../../base/clock.ts';
import type { IpNetwork } from '../../base/ip-network.ts';
import type { Keyring } from '../../crypto/index.ts';
import type { SpaceTemplate } from '../spaces/template.ts';
import type { IdentityProviders } from './providers.ts';
import type { SealDesk } from './seal.ts';
import type { AuditRecord, Store } from './store.ts';

export interface CoreSettings {
  /** Templates of personal spaces, in {user_id} or {username}; the space and all below it belong to that user. */
  readonly personalSpaces: readonly SpaceTemplate[];
  /** Templates in {username} or {user_id} below which each user is owner without a grant. */
  readonly homes: readonly SpaceTemplate[];
  /** Networks in which one address stands for many clients, such as a proxy's; loopback when absent (threat T13). */
  readonly sharedNetworks?: readonly IpNetwork[];
  /** How many days the trash is kept; for ever when absent or 0. */
  readonly trashRetentionDays?: number;
}

/** Where the newest checkpoint of the log is kept besides the database. */
export interface Anchor {
  /** Durable when the promise resolves; an older checkpoint than the last one is left aside. */
  write(note: string, size: number): Promise<void>;
}

/** Where events go besides the log. */
export interface AuditSink {
  readonly name: string;
  /** Throws when they may not have arrived; they are sent again then. */
  send(records: readonly AuditRecord[]): Promise<void>;
  close(): void;
}

export interface Ports {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly settings: CoreSettings;
  /** Absent when the operator has set up none. */
  readonly providers?: IdentityProviders;
  /** The open seal; absent where a core runs without a server. */
  readonly seal?: SealDesk;
  /** Without one, checkpoints are only stored. */
  readonly anchor?: Anchor;
}

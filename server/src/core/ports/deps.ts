// Everything that operations stand on, handed to them as one object by createCore.
import type { Clock } from '../../base/clock.ts';
import type { Keyring } from '../../crypto/index.ts';
import type { SpaceTemplate } from '../spaces/template.ts';
import type { Store } from './store.ts';

export interface CoreSettings {
  /** Templates of personal spaces, in {user_id} or {username}; the space and all below it belong to that user. */
  readonly personalSpaces: readonly SpaceTemplate[];
  /** Templates in {username} or {user_id} below which each user is owner without a grant. */
  readonly homes: readonly SpaceTemplate[];
}

export interface Ports {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly settings: CoreSettings;
}

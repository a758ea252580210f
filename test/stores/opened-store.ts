// A store as the contract suite takes it: opened on a real engine, empty, for one test alone.
import type { Store } from '../../server/src/core/ports/index.ts';

export interface OpenedStore {
  readonly store: Store;
  /** How many transactions the engine has made durable so far. */
  transactions(): Promise<number>;
  /** Closes the store and opens the same data again. */
  reopen(): Promise<Store>;
  /** Closes what is open and removes the data. */
  remove(): Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

/** A test on a store of its own. */
export function onStore(open: OpenStore, use: (opened: OpenedStore) => Promise<void>): () => Promise<void> {
  return async () => {
    const opened = await open();
    try {
      await use(opened);
    } finally {
      await opened.remove();
    }
  };
}

// A store as the contract suite takes it: opened on a real engine, empty, for one test alone.
import { after, before, describe } from 'node:test';

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

/** Tests that share one store, in their order; it is there as soon as the first of them runs. */
export function onOneStore(name: string, open: OpenStore, define: (store: () => Store) => void): void {
  describe(name, () => {
    let opened: OpenedStore | undefined;
    before(async () => {
      opened = await open();
    });
    after(async () => opened?.remove());
    define(() => {
      if (opened === undefined) throw new Error('No test runs yet.');
      return opened.store;
    });
  });
}

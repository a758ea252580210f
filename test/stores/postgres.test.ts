// The store contract on a real PostgreSQL, each store in a database that it has for itself, which is
// emptied and used again afterwards.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { PostgresDatabase } from '../../server/src/stores/postgres/open.ts';
import { EmptyDatabases } from '../support/empty-databases.ts';
import { PostgresCluster } from '../support/postgres-cluster.ts';
import { storeContract } from './contract.ts';
import type { OpenedStore } from './opened-store.ts';

const { missing } = PostgresCluster;

describe('PostgreSQL', { skip: missing }, () => {
  let cluster: PostgresCluster;
  let databases: EmptyDatabases;
  before(async () => {
    cluster = await PostgresCluster.start();
    databases = new EmptyDatabases(cluster);
  });
  after(() => cluster.remove());

  async function open(): Promise<OpenedStore> {
    const name = await databases.take();
    const openStore = async () => {
      const database = await PostgresDatabase.open(cluster.url(name), 'main');
      const opened = await database.store();
      await database.started();
      return opened;
    };
    let store = await openStore();
    return {
      store,
      async transactions() {
        // Each transaction that writes takes the next id; so does the one that asks.
        const [row] = await cluster.query(name, 'SELECT pg_current_xact_id()::text AS id');
        return Number(row?.['id']);
      },
      async reopen() {
        await store.close();
        store = await openStore();
        return store;
      },
      async remove() {
        await store.close();
        await databases.giveBack(name);
      },
    };
  }

  test('a database of the tests is dropped, any other is not', async () => {
    const name = await cluster.createDatabase();
    await cluster.dropDatabase(name);
    assert.deepEqual(
      [...(await cluster.query('postgres', 'SELECT 1 FROM pg_database WHERE datname = $1', [name]))],
      [],
    );
    await assert.rejects(cluster.dropDatabase('postgres'), /it stays/);
  });

  storeContract('PostgreSQL', open);
});

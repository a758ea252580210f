// A share of the conformance cases on PostgreSQL: of each dialect those that change, race, list and audit most. All of
// them run with `npm run conformance -- --database postgres`.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { EmptyDatabases } from '../support/empty-databases.ts';
import { PostgresCluster } from '../support/postgres-cluster.ts';
import { ROOT } from './case-files.ts';
import { runCase } from './run-case.ts';

const CASES = [
  'native/secrets/life.json',
  'native/secrets/list.json',
  'native/secrets/compare-and-set-together.json',
  'native/access/grants.json',
  'native/audit/proofs.json',
  'fandogh/secrets/lifecycle.json',
  'appgate/secrets/list-filters.json',
  'olares/content/races.json',
  'coder/secrets/patch.json',
];

describe('conformance on PostgreSQL', { skip: PostgresCluster.missing }, () => {
  let cluster: PostgresCluster;
  let databases: EmptyDatabases;
  before(async () => {
    cluster = await PostgresCluster.start();
    databases = new EmptyDatabases(cluster);
  });
  after(() => cluster.remove());

  for (const path of CASES) {
    test(path, async () => {
      const name = await databases.take();
      const lines = await runCase(join(ROOT, 'conformance'), path, cluster.url(name));
      await databases.giveBack(name);
      if (lines.length > 0) assert.fail(lines.join('\n'));
    });
  }
});

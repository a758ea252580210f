// SECURITY-DESIGN section 6, row 19 (a cipher without associated data): every pair of 200 sealed versions swapped, whole or by one half, and every pair of wrapped space keys and sealed
// credentials: none opens, by the ciphertext alone and before any row MAC is asked. The control puts each one back.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';

import { AppError } from '../../server/src/core/index.ts';
import type { Caller } from '../../server/src/core/index.ts';
import type { SecretRow, ServiceRow, SpaceRow, VersionRow } from '../../server/src/core/ports/index.ts';
import { openFields } from '../../server/src/crypto/index.ts';
import type { SealedVersion, VersionPlace } from '../../server/src/crypto/index.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const ROWS = 200;
const SPACES = 8;

let opened: TestCore;
let root: Caller;
let spaces: readonly SpaceRow[] = [];
let secrets: readonly SecretRow[] = [];
let versions: readonly VersionRow[] = [];
let services: readonly ServiceRow[] = [];

before(async () => {
  opened = await openCore();
  const { core, store } = opened;
  root = await opened.signIn('root', { admin: true });
  for (let space = 0; space < SPACES; space += 1) {
    const inputs = Array.from({ length: ROWS / SPACES }, (_, index) => ({
      name: `s${index}`,
      fields: { value: `value ${space} ${index}` },
    }));
    await core.createSecrets(root, { space: `apps/s${space}` }, inputs);
    await core.registerService(root, { name: `bot${space}`, grants: [] });
  }
  spaces = await store.select('spaces', {});
  secrets = await store.select('secrets', {});
  versions = await store.select('versions', {});
  services = await store.select('services', {});
});
after(() => opened.close());

function sealedOf({ wrapped_key, sealed }: VersionRow): SealedVersion {
  assert.ok(wrapped_key !== null && sealed !== null);
  return { wrappedKey: wrapped_key, sealed };
}

/** 1 when it opens, 0 when it is refused as ciphertext that does not belong there. */
function opens(run: () => unknown): 0 | 1 {
  try {
    run();
    return 1;
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'decrypt-failed', String(error));
    return 0;
  }
}

test(`every pair of ${ROWS} sealed versions, swapped whole, by key and by content`, (context) => {
  const { keyring } = opened;
  const keys = new Map(
    spaces.map((row) => [row.id, keyring.openSpaceKey(row.id, row.kek_term, row.wrapped_key)]),
  );
  const spaceOf = new Map(secrets.map((row) => [row.id, row.space_id]));
  const places = versions.map((row) => {
    const spaceId = spaceOf.get(row.secret_id) ?? '';
    const key = keys.get(spaceId);
    assert.ok(key !== undefined);
    const place: VersionPlace = {
      instanceId: keyring.instanceId,
      spaceId,
      secretId: row.secret_id,
      version: row.version,
    };
    return { key, place, sealed: sealedOf(row) };
  });
  assert.equal(places.length, ROWS);
  let tried = 0;
  let open = 0;
  for (const [here, target] of places.entries()) {
    for (const [there, source] of places.entries()) {
      if (here === there) continue;
      const swapped: readonly SealedVersion[] = [
        source.sealed,
        { ...target.sealed, wrappedKey: source.sealed.wrappedKey },
        { ...target.sealed, sealed: source.sealed.sealed },
      ];
      for (const version of swapped) {
        tried += 1;
        open += opens(() => openFields(target.key, target.place, version));
      }
    }
  }
  const own = places.filter(({ key, place, sealed }) => opens(() => openFields(key, place, sealed)) === 1);
  context.diagnostic(`${tried} swaps, ${open} opened; ${own.length} of ${ROWS} open where they belong`);
  assert.equal(tried, ROWS * (ROWS - 1) * 3);
  assert.equal(open, 0);
  assert.equal(own.length, ROWS);
});

test('every pair of wrapped space keys and of sealed credentials', (context) => {
  const { keyring } = opened;
  let tried = 0;
  let open = 0;
  let own = 0;
  for (const target of spaces) {
    for (const source of spaces) {
      const result = opens(() => keyring.openSpaceKey(target.id, source.kek_term, source.wrapped_key));
      if (target === source) own += result;
      else open += result;
      tried += 1;
    }
  }
  for (const target of services) {
    for (const source of services) {
      const result = opens(() => keyring.openCredential(target.id, source.secret_term, source.sealed_secret));
      if (target === source) own += result;
      else open += result;
      tried += 1;
    }
  }
  context.diagnostic(`${tried} pairs, ${open} foreign ones opened, ${own} own ones`);
  assert.equal(open, 0);
  assert.equal(own, spaces.length + services.length);
});

test('swapped in the database, each read is refused and named', async () => {
  const db = new DatabaseSync(opened.databasePath, { timeout: 5000 });
  const write = db.prepare('UPDATE versions SET wrapped_key = ?, sealed = ? WHERE secret_id = ?');
  const put = (at: VersionRow, from: VersionRow): void => {
    const { wrappedKey, sealed } = sealedOf(from);
    write.run(wrappedKey, sealed, at.secret_id);
  };
  const read = async (version: VersionRow): Promise<string> => {
    const secret = secrets.find(({ id }) => id === version.secret_id);
    const space = spaces.find(({ id }) => id === secret?.space_id);
    assert.ok(secret !== undefined && space !== undefined);
    try {
      await opened.core.readSecret(root, { space: space.path, name: secret.name });
      return 'opened';
    } catch (error) {
      assert.ok(error instanceof AppError, String(error));
      return error.code;
    }
  };
  for (let index = 0; index + 1 < versions.length; index += 2) {
    const [one, two] = versions.slice(index, index + 2);
    assert.ok(one !== undefined && two !== undefined);
    put(one, two);
    put(two, one);
    assert.deepEqual([await read(one), await read(two)], ['integrity-failed', 'integrity-failed']);
    put(one, one);
    put(two, two);
    assert.deepEqual([await read(one), await read(two)], ['opened', 'opened']);
  }
  db.close();
});

test('without row MACs the ciphertext still refuses a swap', async () => {
  const [one, two] = versions;
  assert.ok(one !== undefined && two !== undefined);
  const { wrappedKey, sealed } = sealedOf(two);
  opened.tamper(
    'UPDATE versions SET wrapped_key = ?, sealed = ? WHERE secret_id = ?',
    wrappedKey,
    sealed,
    one.secret_id,
  );
  Object.defineProperty(opened.keyring, 'rowMacMatches', { value: () => true, configurable: true });
  try {
    const findings = await opened.scrubber.round();
    assert.deepEqual(
      findings.map(({ table, problem }) => [table, problem]),
      [['versions', 'sealed']],
    );
  } finally {
    Reflect.deleteProperty(opened.keyring, 'rowMacMatches');
  }
});

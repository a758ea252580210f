// Backup, restore and drill as an operator runs them: the program, on the files of a store that a server is using.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';

import { Client } from '@polyvault/sdk';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';

import { CommandLine } from '../support/command-line.ts';
import { startServer } from '../support/server.ts';
import type { OpenServer } from '../support/server.ts';
import { WHOLE_TABLES } from '../../server/src/stores/whole-tables.ts';

const PASSWORD = 'correct horse battery';
const CANARY = 'canary-value-of-a-backup';
const SECRETS = 300;

describe('backup and restore', () => {
  const cli = new CommandLine();
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-backup-'));
  const file = (name: string): string => join(folder, name);
  let server: OpenServer;
  let source: string[];

  before(async () => {
    server = await startServer({
      bootstrap: { users: [{ username: 'alice', admin: true, password: PASSWORD }] },
    });
    const { client } = await signIn(server.base);
    for (let index = 0; index < SECRETS; index += 1) {
      const name = `secret-${index}`;
      await client.secrets.put({ space: `apps/shop-${index % 7}`, name }, { value: `${CANARY}-${index}` });
      if (index % 3 === 0) {
        await client.secrets.put(
          { space: `apps/shop-${index % 7}`, name },
          { value: `${CANARY}-${index}-2` },
        );
      }
    }
    const identity = await generateX25519Identity();
    writeFileSync(file('identity'), `# for a test\n${identity}\n`, { mode: 0o600 });
    writeFileSync(file('recipient'), await identityToRecipient(identity));
    writeFileSync(file('passphrase'), 'a long enough passphrase\n', { mode: 0o600 });
    source = ['--data-dir', server.dataDir];
    const made = await cli.run(['backup', file('good.age'), ...toRecipient(), ...source]);
    assert.equal(made.exitCode, 0, made.stderr);
    assert.match(made.stdout, /Made and verified[\s\S]*300 secrets, 400 versions, 7 spaces/);
  });
  after(async () => {
    await server.close();
    cli.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const toRecipient = (): string[] => ['--recipient', readFileSync(file('recipient'), 'utf8')];
  const withIdentity = (): string[] => ['--identity-file', file('identity')];
  /** A folder with the key file and nothing else. */
  const emptyFolder = (name: string): string => {
    const target = mkdtempSync(file(`${name}-`));
    cpSync(join(server.dataDir, 'root.key'), join(target, 'root.key'));
    return target;
  };

  test('every table that is not made from others is in a backup', () => {
    const db = new DatabaseSync(join(server.dataDir, 'polyvault.db'), { readOnly: true });
    const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
    db.close();
    const made = /^(secret_search.*|secret_list|secret_counts|space_lists|sqlite_.*)$/;
    const names = tables.map(({ name }) => String(name)).filter((name) => !made.test(name));
    assert.deepEqual(names.sort(), [...WHOLE_TABLES.keys()].sort());
  });

  test('a backup of a running server restores into an empty folder: every value, history and the log', async () => {
    const target = emptyFolder('restored');
    const restored = await cli.run(['restore', file('good.age'), ...withIdentity(), '--data-dir', target]);
    assert.equal(restored.exitCode, 0, restored.stderr);
    assert.match(restored.stdout, /--accept-rollback/);
    await assert.rejects(startServer({ dataDir: target }), /audit anchor is missing/);
    const copy = await startServer({ dataDir: target, acceptRollback: true });
    try {
      const { client, token } = await signIn(copy.base);
      for (let index = 0; index < SECRETS; index += 1) {
        const ref = { space: `apps/shop-${index % 7}`, name: `secret-${index}` };
        const { fields } = await client.secrets.get(ref);
        assert.equal(fields['value'], `${CANARY}-${index}${index % 3 === 0 ? '-2' : ''}`);
      }
      const headers = { authorization: `Bearer ${token}` };
      const at = `${copy.base}/pv/v1`;
      const old = await fetch(`${at}/secrets/secret-0?space=apps/shop-0&version=1`, { headers });
      assert.match(await old.text(), new RegExp(`${CANARY}-0"`));
      const found = await fetch(`${at}/secrets?space=apps&recursive=true&q=secret-299`, { headers });
      assert.match(await found.text(), /secret-299/);
      writeFileSync(file('audit.key'), await (await fetch(`${at}/audit/key`, { headers })).text());
      writeFileSync(file('log.jsonl'), await (await fetch(`${at}/audit/export`, { headers })).text());
      const log = await cli.run(['audit', 'verify', file('log.jsonl'), '--key', file('audit.key')]);
      assert.equal(log.exitCode, 0, log.stdout);
      assert.match(readFileSync(file('log.jsonl'), 'utf8'), /audit\.accept-rollback/);
    } finally {
      await copy.close();
    }
  });

  test('nothing is left of a secret in clear, outside and inside of the age layer', async (t) => {
    assert.ok(!readFileSync(file('good.age')).includes(CANARY));
    const age = spawnSync('age', ['--decrypt', '-i', file('identity'), file('good.age')], {
      maxBuffer: 2 ** 30,
    });
    if (age.error !== undefined) {
      t.skip('the age tool is not installed');
      return;
    }
    assert.equal(age.status, 0, String(age.stderr));
    assert.ok(age.stdout.includes('"format":"polyvault-backup-1"'));
    assert.ok(!age.stdout.includes(CANARY));
    const key = readFileSync(join(server.dataDir, 'root.key'), 'utf8').split(':')[1]?.trim() ?? '';
    assert.ok(!age.stdout.includes(key));
  });

  test('a passphrase does it too, and a preview writes nothing', async () => {
    const passphrase = ['--passphrase-file', file('passphrase')];
    const made = await cli.run(['backup', file('phrase.age'), ...passphrase, ...source]);
    assert.equal(made.exitCode, 0, made.stderr);
    const target = emptyFolder('preview');
    const preview = await cli.run([
      'restore',
      file('phrase.age'),
      ...passphrase,
      '--preview',
      '--data-dir',
      target,
    ]);
    assert.equal(preview.exitCode, 0, preview.stderr);
    assert.match(preview.stdout, /Nothing was restored[\s\S]*300 secrets/);
    assert.deepEqual(readdirSync(target), ['root.key']);
  });

  test('a drill restores into a scratch copy, reports and leaves nothing', async () => {
    const before = readdirSync(server.dataDir).sort();
    const own = await cli.run(['drill', ...source]);
    assert.equal(own.exitCode, 0, own.stderr);
    assert.match(own.stdout, /drill went well/);
    assert.deepEqual(readdirSync(server.dataDir).sort(), before);
    const given = await cli.run(['drill', file('good.age'), ...withIdentity(), ...source]);
    assert.equal(given.exitCode, 0, given.stderr);
  });

  test('refused: an occupied target, another key file, another identity', async () => {
    const occupied = await cli.run(['restore', file('good.age'), ...withIdentity(), ...source]);
    assert.equal(occupied.exitCode, 1);
    assert.match(occupied.stderr, /Another Polyvault server uses|There is a database/);

    const target = mkdtempSync(file('other-'));
    writeFileSync(join(target, 'root.key'), `polyvault-key-1:${Buffer.alloc(32, 7).toString('base64')}\n`, {
      mode: 0o400,
    });
    const foreign = await cli.run(['restore', file('good.age'), ...withIdentity(), '--data-dir', target]);
    assert.equal(foreign.exitCode, 1);
    assert.match(foreign.stderr, /sealed with key/);
    assert.deepEqual(readdirSync(target).sort(), ['polyvault.db.lock', 'root.key']);

    writeFileSync(file('stranger'), await generateX25519Identity(), { mode: 0o600 });
    const stranger = ['--identity-file', file('stranger'), '--data-dir', emptyFolder('stranger')];
    const closed = await cli.run(['restore', file('good.age'), ...stranger]);
    assert.equal(closed.exitCode, 1);
    assert.match(closed.stderr, /age layer does not open/);
  });

  test('a restore that was cut off is not served, and can be run again', async () => {
    const target = emptyFolder('cut');
    writeFileSync(join(target, 'polyvault.db.restoring'), 'half of a database');
    await assert.rejects(startServer({ dataDir: target }), /A restore into .* was cut off/);
    const again = await cli.run(['restore', file('good.age'), ...withIdentity(), '--data-dir', target]);
    assert.equal(again.exitCode, 0, again.stderr);
    assert.ok(existsSync(join(target, 'polyvault.db')));
    assert.ok(!existsSync(join(target, 'polyvault.db.restoring')));
  });
});

async function signIn(base: string): Promise<{ readonly client: Client; readonly token: string }> {
  const { client, session } = await new Client({ baseUrl: base }).login({
    username: 'alice',
    password: PASSWORD,
  });
  return { client, token: session.token };
}

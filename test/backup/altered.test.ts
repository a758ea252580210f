// Backups that were cut short, changed or forged are refused with a reason, and leave nothing behind.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { generateX25519Identity, identityToRecipient } from 'age-encryption';

import { AppError } from '../../server/src/base/errors.ts';
import { makeBackup } from '../../server/src/backup/make-backup.ts';
import { previewBackup, restoreBackup } from '../../server/src/backup/restore.ts';
import { decryptAge, encryptAge, RunningDigest } from '../../server/src/crypto/index.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const ALTERATIONS = 1000;

describe('an altered backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-altered-'));
  const file = (name: string): string => join(folder, name);
  let core: TestCore;
  let identity: string;
  let recipient: string;
  let keyFile: string;

  before(async () => {
    core = await openCore();
    const alice = await core.signIn('alice', { admin: true });
    for (let index = 0; index < 20; index += 1) {
      await core.core.putSecret(alice, { space: 'apps/shop', name: `secret-${index}` }, {
        kind: 'generic',
        fields: new Map([['value', `value ${index}`]]),
      } as never);
    }
    identity = await generateX25519Identity();
    recipient = await identityToRecipient(identity);
    keyFile = join(dirname(core.databasePath), 'root.key');
    await makeBackup(
      { databasePath: core.databasePath, keyFile, keyring: core.keyring },
      { recipients: [recipient] },
      file('good.age'),
      { createdAt: new Date().toISOString(), server: 'test' },
    );
  });
  after(async () => {
    await core.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const preview = (name: string) => previewBackup(file(name), { identities: [identity] });

  test(`${ALTERATIONS} cut or changed files are refused, the good one is not`, async () => {
    const good = readFileSync(file('good.age'));
    assert.ok((await preview('good.age')).tables.length > 10);
    let seed = 20;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    const reasons = new Map<string, number>();
    for (let index = 0; index < ALTERATIONS; index += 1) {
      const altered = Buffer.from(good);
      const at = random(altered.length);
      let bytes: Buffer = altered;
      if (index % 3 === 0) bytes = altered.subarray(0, at);
      else if (index % 3 === 1) altered[at] = (altered[at] ?? 0) ^ (1 << random(8));
      else bytes = Buffer.concat([altered.subarray(0, at), Buffer.from([random(256)]), altered.subarray(at)]);
      writeFileSync(file('altered.age'), bytes);
      const error = await preview('altered.age').then(
        () => null,
        (cause: unknown) => cause,
      );
      assert.ok(error instanceof AppError, `alteration ${index} at ${at} was not refused`);
      reasons.set(error.code, (reasons.get(error.code) ?? 0) + 1);
    }
    console.log(`altered backups: ${ALTERATIONS} refused of ${ALTERATIONS}, ${JSON.stringify([...reasons])}`);
  });

  test('who may only encrypt cannot forge: inner changes are found, fixed digests are not signed', async () => {
    const lines = (await plaintext(file('good.age'), identity)).split('\n');
    const secret = lines.findIndex((line) => line.includes('"secret-3"'));
    assert.ok(secret > 0);
    const renamed = lines.with(secret, (lines[secret] ?? '').replaceAll('secret-3', 'secret-X'));
    await writeAge(file('renamed.age'), renamed.join('\n'), recipient);
    await assert.rejects(preview('renamed.age'), /table secrets of the backup is not the one/);

    await writeAge(file('redigested.age'), withNewDigest(renamed, 'secrets').join('\n'), recipient);
    await preview('redigested.age');
    const target = mkdtempSync(file('target-'));
    const restore = restoreBackup(
      file('redigested.age'),
      { identities: [identity] },
      { path: join(target, 'polyvault.db'), keyFile },
    );
    await assert.rejects(restore, /not signed by the keys of this store/);
    assert.deepEqual(readdirSync(target), ['polyvault.db.lock']);
  });

  test('a backup of a log that was tampered with is not made', async () => {
    core.tamper(
      `UPDATE audit_events SET body = replace(body, 'alice', 'mallet') WHERE seq = (SELECT max(seq) FROM audit_events WHERE body LIKE '%alice%')`,
    );
    const made = makeBackup(
      { databasePath: core.databasePath, keyFile, keyring: core.keyring },
      { recipients: [recipient] },
      file('tampered.age'),
      { createdAt: new Date().toISOString(), server: 'test' },
    );
    await assert.rejects(made, /audit log does not hold: event \d+/);
    assert.ok(!readdirSync(folder).some((name) => name.startsWith('tampered')));
  });
});

/** The manifest with the digest that the changed table has; the signature stays the old one. */
function withNewDigest(lines: readonly string[], table: string): readonly string[] {
  const start = lines.findIndex((line) => line.startsWith(`{"table":"${table}"`));
  const end = lines.findIndex((line, index) => index > start && line.startsWith('{'));
  const digest = new RunningDigest();
  digest.add(`${lines.slice(start, end).join('\n')}\n`);
  const last = lines.findIndex((line) => line.startsWith('{"end"'));
  const note = (JSON.parse(lines[last] ?? '') as { end: string }).end;
  const old = new RegExp(`("name":"${table}","rows":\\d+,"sha256":")[0-9a-f]+`);
  return lines.with(last, JSON.stringify({ end: note.replace(old, `$1${digest.hex()}`) }));
}

async function plaintext(path: string, identity: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  const stream = new Blob([readFileSync(path)]).stream();
  for await (const chunk of decryptAge(stream, { identities: [identity] })) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function writeAge(path: string, text: string, recipient: string): Promise<void> {
  const stream = await encryptAge(new Blob([text]).stream(), { recipients: [recipient] });
  writeFileSync(path, Buffer.from(await new Response(stream).arrayBuffer()));
}

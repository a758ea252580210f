// The local copy opens with its own token, server and space, and in no other way.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { ageText, LocalCopy } from './local-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'polyvault-copy-'));
after(() => rmSync(folder, { recursive: true }));
const SERVER = 'https://vault.example.com';
const content = { confirmedAt: 1_700_000_000_000, items: [] };
const open = (token = 'token', server = SERVER, space = 'apps') => LocalCopy.at(folder, server, space, token);

test('what was written is read, and the file is private', async () => {
  assert.equal(await (await open()).read(), null);
  await (await open()).write(content);
  assert.deepEqual(await (await open()).read(), content);
  const [name, ...others] = readdirSync(folder);
  assert.deepEqual(others, []);
  assert.equal(statSync(join(folder, name ?? '')).mode & 0o777, 0o600);
});

test('another token, server or space opens nothing, even with the file in its place', async () => {
  await (await open()).write(content);
  const [name = ''] = readdirSync(folder);
  const bytes = readFileSync(join(folder, name));
  assert.equal(await (await open('other')).read(), null);
  for (const [server, space] of [
    ['https://other.example.com', 'apps'],
    [SERVER, 'apps/shop'],
  ]) {
    const other = await open('token', server, space);
    await other.write(content);
    const place = readdirSync(folder).find((file) => file !== name) ?? '';
    writeFileSync(join(folder, place), bytes);
    assert.equal(await other.read(), null);
    other.remove();
  }
  assert.deepEqual(await (await open()).read(), content);
});

test('a changed byte opens nothing', async () => {
  await (await open()).write(content);
  const path = join(folder, readdirSync(folder)[0] ?? '');
  const envelope = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  for (const member of ['salt', 'nonce', 'sealed', 'format']) {
    const bytes = Buffer.from(envelope[member] ?? '', 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    writeFileSync(path, JSON.stringify({ ...envelope, [member]: bytes.toString('base64') }));
    assert.equal(await (await open()).read(), null, member);
  }
  writeFileSync(path, 'not even JSON');
  assert.equal(await (await open()).read(), null);
});

test('ages for people', () => {
  assert.deepEqual([-5, 0, 1000, 59_999, 60_000, 7_200_000, 86_400_000, 900_000_000].map(ageText), [
    '0 seconds',
    '0 seconds',
    '1 second',
    '59 seconds',
    '1 minute',
    '2 hours',
    '1 day',
    '10 days',
  ]);
});

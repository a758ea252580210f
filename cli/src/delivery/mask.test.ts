// Masking: any split of an output into chunks gives the same, and no secret passes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { Mask, maskedTexts } from './mask.ts';

async function through(values: readonly string[], chunks: readonly Buffer[]): Promise<string> {
  const mask = new Mask(maskedTexts(values));
  const out: Buffer[] = [];
  mask.on('data', (chunk: Buffer) => out.push(chunk));
  for (const chunk of chunks) mask.write(chunk);
  const ended = new Promise((resolve) => mask.once('end', resolve));
  mask.end();
  await ended;
  return Buffer.concat(out).toString();
}

test('values, lines of values and the longer of two are masked; short ones are not', async () => {
  const one = async (values: readonly string[], text: string) => through(values, [Buffer.from(text)]);
  assert.equal(await one(['hunter2-secret'], 'a hunter2-secret, hunter2-secre'), 'a [masked], hunter2-secre');
  assert.equal(await one(['first-line\nsecond-line\n'], 'x second-line first-line'), 'x [masked] [masked]');
  assert.equal(await one(['password', 'password-long'], 'password-long password'), '[masked] [masked]');
  assert.equal(await one(['true', 'short'], 'true short'), 'true short');
  assert.equal(await one(['with a line end\n'], '"with a line end"'), '"[masked]"');
});

test('what cannot become a secret is not held back', () => {
  const mask = new Mask(maskedTexts(['secret-value']));
  mask.write('Name: ');
  assert.equal(String(mask.read()), 'Name: ');
  mask.write('secret-');
  assert.equal(mask.read(), null);
  mask.write('ly');
  assert.equal(String(mask.read()), 'secret-ly');
});

test('any split gives the same output, without a secret', async () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\u00e9'), minLength: 8, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(letters, { minLength: 1, maxLength: 3 }),
      fc.array(fc.oneof(letters, fc.constantFrom('a', 'b', '\u00e9', ' ')), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (secrets, parts, size) => {
        const bytes = Buffer.from(parts.join('') + (secrets[0] ?? ''));
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        const split = await through(secrets, chunks);
        assert.equal(split, await through(secrets, [bytes]));
        for (const secret of secrets) assert.ok(!split.includes(secret));
      },
    ),
    { numRuns: 300 },
  );
});

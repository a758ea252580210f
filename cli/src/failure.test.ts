// What a failure says to do next: it names what is missing, how long to wait, and a certificate that is not trusted.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Client, PolyvaultError } from '@polyvault/sdk';

import { startServer } from '../../test/support/server.ts';
import { certificateProblem, describeFailure } from './failure.ts';

test('the hint fits what is missing', () => {
  const hint = (object: string) =>
    describeFailure(new PolyvaultError('not-found', 'There is none.', { details: { object } })).hint;
  assert.match(hint('secret') ?? '', /polyvault spaces/);
  assert.match(hint('version') ?? '', /polyvault history/);
  assert.match(hint('role') ?? '', /polyvault grant --help/);
  assert.equal(hint('user'), null);
});

test('how long to wait is said where it is known', () => {
  const hint = (details: object) =>
    describeFailure(new PolyvaultError('rate-limited', 'Too many.', { details })).hint;
  assert.equal(hint({ retryAfterSeconds: 7 }), 'Try again in 7 s.');
  assert.equal(hint({}), 'Wait a little and try again.');
});

test('a certificate that is not trusted is not taken for an absent server', async () => {
  const server = await startServer({
    listeners: [{ dialect: 'appgate', host: '127.0.0.1', port: 0, tls: { selfSigned: true } }],
  });
  try {
    const error = await failureAt(server.listeners.at(-1)?.address ?? '');
    assert.match(certificateProblem(error) ?? '', /not accepted here \([A-Z_]+\)\.$/);
    assert.match(describeFailure(error).hint ?? '', /NODE_EXTRA_CA_CERTS/);
  } finally {
    await server.close();
  }
});

test('an absent server is not taken for a certificate', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  await once(nobody, 'close');
  const error = await failureAt(`http://127.0.0.1:${port}`);
  assert.equal(certificateProblem(error), null);
  assert.match(describeFailure(error).message, /does not answer/);
});

async function failureAt(baseUrl: string): Promise<unknown> {
  return new Client({ baseUrl, retries: 0 }).login({ username: 'alice', password: 'not checked' }).then(
    () => assert.fail('it was accepted'),
    (error: unknown) => error,
  );
}

// `polyvault agent` with real children and a real server that goes away: restarts, signals, the encrypted copy.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Client } from '@polyvault/sdk';
import type { NewSecret } from '@polyvault/sdk';

import { CommandLine, until } from '../../../test/support/command-line.ts';
import type { Running } from '../../../test/support/command-line.ts';
import { startServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';

const CANARY = 'canary-in-agent-93d0';
/** Says what it has, then waits for its end or for HUP. */
const CHILD = `trap 'echo "hup $(cat ~/key)"' HUP; trap 'echo term; exit 3' TERM
  echo "start $A $(cat ~/key 2>/dev/null)"; while :; do sleep 0.05; done`;

/** A token with another last character: a fixed one would be the same token once in 62 times. */
function otherThan(token: string): string {
  return token.slice(0, -1) + (token.endsWith('x') ? 'y' : 'x');
}

describe('polyvault agent', () => {
  let server: TestServer;
  let client: Client;
  let cli: CommandLine;
  let running: Running[];
  const password = 'correct horse battery';

  const startFresh = async (): Promise<void> => {
    server = await startServer({ bootstrap: { users: [{ username: 'alice', admin: true, password }] } });
    ({ client } = await new Client({ baseUrl: server.base }).login({ username: 'alice', password }));
  };
  before(startFresh);
  after(() => server.close());
  let space = 0;
  let token: { readonly id: string; readonly token: string };
  beforeEach(async () => {
    space += 1;
    running = [];
    token = await client.tokens.create({ name: `agent ${space}`, lifetimeSeconds: 600 });
    cli = new CommandLine({
      POLYVAULT_SERVER: server.base,
      POLYVAULT_TOKEN: token.token,
      POLYVAULT_SPACE: `agent/${space}`,
    });
    await put({ name: 'a', value: 'one', delivery: { env: 'A' } });
    await put({ name: 'key', value: 'k1', delivery: { file: '~/key' } });
  });
  afterEach(async () => {
    for (const { process: child, ended } of running) {
      child.kill('SIGTERM');
      await ended;
    }
    cli.remove();
  });

  const put = (secret: Omit<NewSecret, 'space'>) =>
    client.secrets.create({ space: `agent/${space}`, ...secret } as NewSecret);
  const replace = (name: string, value: string) =>
    client.secrets.put({ space: `agent/${space}`, name }, { value });
  const start = (options: readonly string[], env: Readonly<Record<string, string>> = {}): Running => {
    const agent = cli.start(['agent', '--interval', '0.1', ...options, '--', 'sh', '-c', CHILD], { env });
    running.push(agent);
    return agent;
  };
  const says = (agent: Running, text: string) =>
    until(`it says ${text}; it said ${agent.stdout()} ${agent.stderr()}`, () =>
      (agent.stdout() + agent.stderr()).includes(text),
    );
  const copies = () => join(cli.home, '.local/state/polyvault/copies');

  test('restarts the child on a change, with the new variables and files, and takes old files away', async () => {
    const agent = start([]);
    await says(agent, 'start one k1\n');
    await replace('a', 'two');
    await says(agent, 'start two k1\n');
    await replace('key', 'k2');
    await says(agent, 'start two k2\n');
    await client.secrets.delete({ space: `agent/${space}`, name: 'key' });
    await says(agent, 'start two \n');
    assert.ok(!existsSync(join(cli.home, 'key')));
    assert.equal(agent.stdout().match(/term/g)?.length, 3, 'each was ended in good order');
  });

  test('an unchanged space is asked for without opening a secret', async () => {
    const agent = start([]);
    await says(agent, 'start');
    const reads = async () => {
      const answer = await client.send({
        method: 'GET',
        path: '/pv/v1/audit',
        query: { space: `agent/${space}`, operation: 'secret.read' },
      });
      return (answer.body as { readonly items: readonly { readonly object: { readonly kind: string } }[] })
        .items;
    };
    let kinds: readonly string[] = [];
    while (kinds.length < 5) kinds = (await reads()).map(({ object }) => object.kind);
    assert.deepEqual(kinds.filter((kind) => kind === 'secret').length, 2, 'the two secrets were opened once');
  });

  test('--signal rewrites the files and signals instead; the end of the child is the end of the agent', async () => {
    const agent = start(['--signal', 'hup']);
    await says(agent, 'start one k1\n');
    await replace('key', 'k2');
    await says(agent, 'hup k2\n');
    assert.equal(agent.stdout().match(/start/g)?.length, 1);
    assert.equal(statSync(join(cli.home, 'key')).mode & 0o777, 0o600);
    agent.process.kill('SIGTERM');
    const { exitCode } = await agent.ended;
    assert.equal(exitCode, 3);
    assert.ok(!existsSync(join(cli.home, 'key')));
  });

  test('a delivery that became impossible leaves the child with what it has', async () => {
    const agent = start([]);
    await says(agent, 'start one k1\n');
    await put({ name: 'bad', value: CANARY, delivery: { file: '/elsewhere/x' } });
    await says(agent, 'keeps what it has');
    assert.equal(agent.stdout(), 'start one k1\n');
    assert.equal(readFileSync(join(cli.home, 'key'), 'utf8'), 'k1');
    assert.ok(!agent.stderr().includes(CANARY));
  });

  test('a revoked token ends the copy, not the child', async () => {
    const agent = start([]);
    await says(agent, 'start one k1\n');
    await until('there is a copy', () => existsSync(copies()) && readdirSync(copies()).length === 1);
    await client.tokens.revoke(token.id);
    await says(agent, 'Going on with the values of');
    assert.deepEqual(readdirSync(copies()), []);
    assert.equal(agent.stdout(), 'start one k1\n');
  });

  test('kill -9 of the child ends the agent with 137 and takes the files away', async () => {
    const agent = cli.start(['agent', '--', 'sh', '-c', 'cat ~/key; kill -9 $$']);
    const { exitCode, stdout } = await agent.ended;
    assert.equal(stdout, 'k1');
    assert.equal(exitCode, 137);
    assert.ok(!existsSync(join(cli.home, 'key')));
  });

  test('survives an absent server, and starts from the copy, of which it says the age', async () => {
    await put({ name: 'c', value: CANARY, delivery: { env: 'C' } });
    const agent = start([]);
    await says(agent, 'start one k1\n');
    await until('there is a copy', () => existsSync(copies()) && readdirSync(copies()).length === 1);
    await server.close();
    await says(agent, 'does not answer. Going on with the values of');
    agent.process.kill('SIGTERM');
    assert.equal((await agent.ended).exitCode, 3);

    const copy = join(copies(), readdirSync(copies())[0] ?? '');
    assert.equal(statSync(copy).mode & 0o777, 0o600);
    const bytes = readFileSync(copy, 'utf8');
    assert.ok(!bytes.includes(CANARY) && !bytes.includes('agent/') && !bytes.includes(token.token));

    const again = start([]);
    await says(again, 'start one k1\n');
    assert.match(again.stderr(), /Using the local copy, which is \d+ seconds? old/);
    again.process.kill('SIGTERM');
    await again.ended;

    // A child that ends by itself: an agent that starts after all is then seen by its exit code, and not waited for.
    const refused = (options: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      cli.start(['agent', ...options, '--', 'true'], { env }).ended;
    const outcomes = [
      await refused(['--max-age', '0.001']),
      await refused(['--no-copy']),
      await refused([], { POLYVAULT_TOKEN: otherThan(token.token) }),
      await refused(['--space', 'agent/other']),
    ];
    assert.deepEqual(
      outcomes.map(({ exitCode, stdout }) => [exitCode, stdout]),
      outcomes.map(() => [125, '']),
    );
    assert.match(outcomes[0]?.stderr ?? '', /too old/);
    for (const { stderr } of outcomes) assert.ok(!stderr.includes(CANARY));
    await startFresh();
  });
});

// kill -9 at random points of a rotation of keys: after each restart every secret has its value, the rotation goes on, and
// it comes to an end. `--cycles N` for each kind of key, `--only WHAT`, `--seed N`.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { randomFrom } from '../access/random.ts';
import { call, login, start, writeBootstrap } from './server.ts';
import type { Server } from './server.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
  },
});
const SPACES = 100;
/** Longer than the rotation takes on an idle machine, so that kills fall before, within and behind it. */
const LONGEST_MS = { root: 120, kek: 250, credential: 120, 'row-mac': 900, 'audit-sign': 120 } as const;
type What = keyof typeof LONGEST_MS;

const folder = mkdtempSync(join(tmpdir(), 'polyvault-rotation-'));
const env = { NODE_COMPILE_CACHE: new URL('../../node_modules/.cache/compiled', import.meta.url).pathname };
const random = randomFrom(Number(values.seed));
const problems: string[] = [];
let checked = 0;
let token = '';

const secrets = Array.from({ length: SPACES }, (_, index) => ({
  space: `crash/s${index}`,
  name: 'one',
  value: `value ${index}`,
}));

/** Calls each with a few at a time. */
async function each<T>(items: readonly T[], run: (agent: Agent, item: T) => Promise<void>): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await run(agent, item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  agent.destroy();
}

async function check(server: Server, when: string): Promise<void> {
  await each(secrets, async (agent, { space, name, value }) => {
    const { status, json } = await call(server, agent, 'GET', `/pv/v1/secrets/${name}?space=${space}`, token);
    checked += 1;
    const found = status === 200 ? (json as { fields: { value: string } }).fields.value : null;
    if (found !== value) problems.push(`${when}: ${space} answered ${status}`);
  });
}

interface Keys {
  readonly keys: readonly { readonly purpose: string; readonly term: number; readonly active: boolean }[];
  readonly rotation: unknown;
}

async function keysOf(server: Server): Promise<Keys> {
  const agent = new Agent();
  const { json } = await call(server, agent, 'GET', '/pv/v1/keys', token);
  agent.destroy();
  return json as Keys;
}

/** Whether old terms still wait to go; those of audit-sign stay. */
function underWay({ keys }: Keys): boolean {
  return keys.some(({ purpose, active }) => !active && purpose !== 'audit-sign');
}

async function finish(server: Server, what: What): Promise<void> {
  for (let tries = 0; underWay(await keysOf(server)); tries += 1) {
    if (tries > 600) {
      problems.push(`${what}: the rotation does not end`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Kills the server at a random moment behind the request for a rotation, or within one that goes on. */
async function killWithin(server: Server, what: What): Promise<boolean> {
  const before = underWay(await keysOf(server));
  const agent = new Agent();
  const request = before
    ? Promise.resolve(null)
    : call(server, agent, 'POST', '/pv/v1/keys/rotate', token, { what }).catch(() => null);
  await new Promise((resolve) => setTimeout(resolve, random.chance() * LONGEST_MS[what]));
  const ended = new Promise((resolve) => server.process.once('exit', resolve));
  server.process.kill('SIGKILL');
  await ended;
  const answer = await request;
  agent.destroy();
  return answer !== null;
}

writeBootstrap(folder);
let server = await start(folder, env);
token = await login(server);
await each(secrets, async (agent, { space, name, value }) => {
  const { status } = await call(server, agent, 'POST', '/pv/v1/secrets', token, { space, name, value });
  if (status !== 201) throw new Error(`POST answered ${status}`);
});

const kinds = (Object.keys(LONGEST_MS) as What[]).filter((what) => ['', what].includes(values.only));
for (const what of kinds) {
  const begun = Date.now();
  let acknowledged = 0;
  let within = 0;
  for (let cycle = 1; cycle <= Number(values.cycles); cycle += 1) {
    if (await killWithin(server, what)) acknowledged += 1;
    server = await start(folder, env);
    if (underWay(await keysOf(server))) within += 1;
    await check(server, `${what}, kill ${cycle}`);
  }
  await finish(server, what);
  await check(server, `${what}, at its end`);
  const seconds = Math.round((Date.now() - begun) / 1000);
  console.log(
    `${what}: ${values.cycles} kills, ${acknowledged} behind the answer, ${within} left a rotation under way, ` +
      `${problems.length} problems, ${seconds} s`,
  );
}
server.process.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true });
console.log(`seed ${values.seed}: ${checked} reads, ${problems.length} problems`);
for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
process.exit(problems.length > 0 ? 1 : 0);

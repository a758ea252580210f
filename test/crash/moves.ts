// kill -9 while secrets are moved to and fro, a space is given another path and back, and another space is taken back to
// one moment and to another: after each restart everything is at one place, whole, with every version readable, and what
// was acknowledged was done. `--cycles N`, `--secrets N`, `--seed N`.
//
// `--control` moves the secrets one by one and goes back by single writes, which a kill must be seen to have cut in half.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { randomFrom } from '../access/random.ts';
import { call, login, start, writeBootstrap } from './server.ts';
import type { Answer, Server } from './server.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '40' },
    secrets: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    control: { type: 'boolean', default: false },
  },
});
const CYCLES = Number(values.cycles);
const CONTROL = values.control;
const NAMES = Array.from({ length: Number(values.secrets) }, (_, index) => `S${index}`);
const PLACES = ['move/here', 'move/there', 'move/elsewhere'] as const;
const BACK = 'time/space';
const VALUES = ['first', 'second'] as const;

const problems: string[] = [];
const done = { moves: 0, spaceMoves: 0, restores: 0, checked: 0, versions: 0 };

/** A server that lives until it is killed, and what it is asked with. */
interface Session {
  readonly server: Server;
  readonly token: string;
  readonly agent: Agent;
}

async function open(folder: string): Promise<Session> {
  const server = await start(folder);
  return { server, token: await login(server), agent: new Agent({ keepAlive: true, maxSockets: 4 }) };
}

async function ask(session: Session, method: string, path: string, body?: unknown): Promise<Answer> {
  return call(session.server, session.agent, method, path, session.token, body);
}

async function must(session: Session, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await ask(session, method, path, body);
  if (answer.status >= 300) {
    const text = `${method} ${path} answered ${answer.status} ${JSON.stringify(answer.json)}`;
    problems.push(text);
    throw new Error(text);
  }
  return answer.json;
}

/** The two moments between which the space goes to and fro. */
async function prepare(session: Session): Promise<readonly string[]> {
  const moments: string[] = [];
  for (const value of VALUES) {
    for (const name of NAMES) {
      await must(session, 'PUT', `/pv/v1/secrets/${name}?space=${PLACES[0]}`, { value });
      await must(session, 'PUT', `/pv/v1/secrets/${name}?space=${BACK}`, { value });
    }
    moments.push(new Date().toISOString());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return moments;
}

/** To and fro until the connection breaks; where it was last known to be is what the server acknowledged. */
async function moving(session: Session, known: { place: string }): Promise<void> {
  for (;;) {
    const to = PLACES[known.place === PLACES[0] ? 1 : 0];
    const from = known.place;
    const groups = CONTROL ? NAMES.map((name) => [name]) : [NAMES];
    for (const names of groups) await must(session, 'POST', '/pv/v1/move', { from, names, to });
    known.place = to;
    done.moves += 1;
    if (done.moves % 3 !== 2) continue;
    const { items } = (await must(session, 'GET', '/pv/v1/spaces')) as { items: { path: string }[] };
    const free = PLACES.find((place) => !items.some(({ path }) => path === place));
    if (free === undefined) continue;
    await must(session, 'POST', '/pv/v1/spaces/move', { from: known.place, to: free });
    known.place = free;
    done.spaceMoves += 1;
  }
}

async function goingBack(session: Session, moments: readonly string[], known: { value: string }) {
  for (;;) {
    const next = known.value === VALUES[0] ? 1 : 0;
    if (CONTROL) {
      const value = VALUES[next];
      for (const name of NAMES) await must(session, 'PUT', `/pv/v1/secrets/${name}?space=${BACK}`, { value });
    } else {
      await must(session, 'POST', '/pv/v1/spaces/restore', { space: BACK, at: moments[next] });
    }
    known.value = VALUES[next];
    done.restores += 1;
  }
}

interface Item {
  readonly name: string;
  readonly version: number;
  readonly fields: { readonly value: string };
}

async function valuesOf(session: Session, space: string): Promise<readonly Item[]> {
  return ((await must(session, 'GET', `/pv/v1/values?space=${space}`)) as { items: readonly Item[] }).items;
}

/** Everything at one place, each version of it readable, and one of the two states. */
async function check(session: Session, cycle: number, known: { place: string; value: string }) {
  const found = new Map<string, readonly Item[]>();
  for (const place of PLACES) found.set(place, await valuesOf(session, place));
  const full = [...found].filter(([, items]) => items.length > 0);
  const [[place, items] = ['', []]] = full;
  if (full.length !== 1 || items.length !== NAMES.length) {
    problems.push(`cycle ${cycle}: ${full.map(([path, some]) => `${some.length} in ${path}`).join(', ')}`);
  } else known.place = place;
  for (const [path, some] of full) {
    for (const { name, version } of some) {
      for (let one = 1; one <= version; one += 1) {
        const answer = await ask(session, 'GET', `/pv/v1/secrets/${name}?space=${path}&version=${one}`);
        const { fields } = (answer.json ?? {}) as Partial<Item>;
        if (fields?.value !== VALUES[one - 1]) problems.push(`cycle ${cycle}: ${name} ${one} reads wrong`);
        done.versions += 1;
      }
      done.checked += 1;
    }
  }
  const back = await valuesOf(session, BACK);
  const states = new Set(back.map(({ fields }) => fields.value));
  if (states.size !== 1 || back.length !== NAMES.length) {
    problems.push(`cycle ${cycle}: ${back.length} secrets are in ${states.size} states`);
  }
  known.value = back[0]?.fields.value ?? '';
  done.checked += back.length;
  if (CONTROL && problems.length > 0) return;
  const history = (await must(session, 'GET', `/pv/v1/secrets/${NAMES[0] ?? ''}/versions?space=${BACK}`)) as {
    items: { version: number }[];
  };
  for (const { version } of history.items.slice(0, 3)) {
    await must(session, 'GET', `/pv/v1/secrets/${NAMES[0] ?? ''}?space=${BACK}&version=${version}`);
    done.versions += 1;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'polyvault-moves-'));
writeBootstrap(folder);
const random = randomFrom(Number(values.seed));
const known: { place: string; value: string } = { place: PLACES[0], value: VALUES[1] };
const begun = Date.now();
let session = await open(folder);
const moments = await prepare(session);
for (let cycle = 1; cycle <= CYCLES && (problems.length === 0 || CONTROL); cycle += 1) {
  const running = session;
  const broken = () => undefined;
  const work = [moving(running, known).catch(broken), goingBack(running, moments, known).catch(broken)];
  await new Promise((resolve) => setTimeout(resolve, 5 + random.chance() * 250));
  const ended = new Promise((resolve) => running.server.process.once('exit', resolve));
  running.server.process.kill('SIGKILL');
  await ended;
  await Promise.all(work);
  running.agent.destroy();
  session = await open(folder);
  await check(session, cycle, known).catch(broken);
  if (cycle % 20 === 0) console.log(`${cycle} cycles, ${JSON.stringify(done)}, ${problems.length} problems`);
  if (CONTROL && problems.length > 0) break;
}
session.server.process.kill('SIGKILL');
session.agent.destroy();
rmSync(folder, { recursive: true, force: true });

console.log(
  `kill -9 of moves and restores: ${CYCLES} cycles, ${NAMES.length} secrets, seed ${values.seed}: ` +
    `${done.moves} moves of all, ${done.spaceMoves} of the space, ${done.restores} restores, ` +
    `${done.checked} secrets and ${done.versions} versions checked, ${problems.length} problems, ` +
    `${Math.round((Date.now() - begun) / 1000)} s`,
);
for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
const shows = CONTROL || (done.moves > 0 && done.restores > 0);
if (!shows) console.log('  nothing was done: the run shows nothing');
const caught = problems.length > 0;
if (CONTROL) console.log(caught ? 'The control was caught, as it must be.' : 'The control was NOT caught.');
process.exit((CONTROL ? caught : !caught) && shows ? 0 : 1);

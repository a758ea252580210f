// kill -9 while clients write: after each restart every acknowledged write must be there with its value, no write
// that was never sent may be there, and each has its audit event. `--cycles N`, `--clients N`, `--seed N`.
//
// `--control` runs the negative control: the same with acknowledgements counted before the server gave them,
// which must be caught. It exits 0 only when the check found the losses.
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
    cycles: { type: 'string', default: '50' },
    clients: { type: 'string', default: '32' },
    seed: { type: 'string', default: '1' },
    control: { type: 'boolean', default: false },
  },
});
const CYCLES = Number(values.cycles);
const CLIENTS = Number(values.clients);
const CONTROL = values.control;

/** What the clients know: per secret the last acknowledged write, and one that may be under way. */
interface Known {
  acknowledged: { readonly version: number; readonly value: string } | null;
  pending: string | null;
}

/** Writes one secret again and again until the connection breaks. */
async function writer(
  server: Server,
  token: string,
  name: string,
  known: Known,
  count: { acknowledged: number },
) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let index = 0; ; index += 1) {
      const value = `${name}:${Date.now()}:${index}`;
      known.pending = value;
      if (CONTROL) known.acknowledged = { version: (known.acknowledged?.version ?? 0) + 1, value };
      const answer = await call(server, agent, 'PUT', `/pv/v1/secrets/${name}?space=crash`, token, { value });
      if (answer.status !== 200 && answer.status !== 201) throw new Error(`PUT answered ${answer.status}`);
      known.acknowledged = { version: (answer.json as { version: number }).version, value };
      known.pending = null;
      count.acknowledged += 1;
    }
  } catch {
    // The server was killed; what is pending may or may not have been written.
  } finally {
    agent.destroy();
  }
}

const problems: string[] = [];
let audited = 0;
let checked = 0;

/** Every secret against what its client knows, and the whole audit log against the versions. */
async function check(server: Server, token: string, secrets: ReadonlyMap<string, Known>, cycle: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const versions = new Map<string, number>();
  for (const [name, known] of secrets) {
    const answer = await call(server, agent, 'GET', `/pv/v1/secrets/${name}?space=crash`, token);
    const found =
      answer.status === 200 ? (answer.json as { version: number; fields: { value: string } }) : null;
    checked += 1;
    if (found === null && answer.status !== 404)
      problems.push(`cycle ${cycle}: ${name} answered ${answer.status}`);
    const last = known.acknowledged;
    const value = found?.fields.value ?? null;
    if (last !== null && (found === null || found.version < last.version)) {
      problems.push(
        `cycle ${cycle}: ${name} lost version ${last.version}, has ${found?.version ?? 'nothing'}`,
      );
    } else if (value !== (last?.value ?? null) && value !== known.pending) {
      problems.push(`cycle ${cycle}: ${name} has a value that no client wrote last`);
    }
    if (found !== null) {
      versions.set(name, found.version);
      known.acknowledged = { version: found.version, value: found.fields.value };
    }
    known.pending = null;
  }
  await checkAudit(server, agent, token, versions, cycle);
  agent.destroy();
}

let auditedUpTo = 0;
const written = new Map<string, number>();

/** The events since the last check have to tell each version of each secret, once and in order. */
async function checkAudit(
  server: Server,
  agent: Agent,
  token: string,
  versions: ReadonlyMap<string, number>,
  cycle: number,
) {
  for (;;) {
    const answer = await call(server, agent, 'GET', `/pv/v1/audit?after=${auditedUpTo}&limit=1000`, token);
    const { items } = answer.json as {
      items: {
        seq: number;
        operation: string;
        outcome: string;
        object?: { name?: string; versionAfter?: number };
      }[];
    };
    if (items.length <= 1) break;
    for (const event of items) {
      if (event.seq !== auditedUpTo + 1)
        problems.push(`cycle ${cycle}: the audit log jumps from ${auditedUpTo} to ${event.seq}`);
      auditedUpTo = event.seq;
      if (event.operation !== 'secret.put' || event.outcome !== 'ok') continue;
      const name = event.object?.name ?? '';
      const version = event.object?.versionAfter ?? 0;
      if (version !== (written.get(name) ?? 0) + 1)
        problems.push(`cycle ${cycle}: the event of ${name} ${version} is out of order`);
      written.set(name, version);
      audited += 1;
    }
  }
  for (const [name, version] of versions) {
    if (written.get(name) !== version) {
      problems.push(
        `cycle ${cycle}: ${name} has version ${version}, its events end at ${written.get(name) ?? 0}`,
      );
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'polyvault-crash-'));
writeBootstrap(folder);
const random = randomFrom(Number(values.seed));
const secrets = new Map<string, Known>(
  Array.from({ length: CLIENTS }, (_, index) => [`S${index}`, { acknowledged: null, pending: null }]),
);
const count = { acknowledged: 0 };
const begun = Date.now();
let server = await start(folder);
let token = await login(server);
for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
  const running = server;
  const writers = [...secrets].map(([name, known]) => writer(running, token, name, known, count));
  await new Promise((resolve) => setTimeout(resolve, 40 + random.chance() * 260));
  const ended = new Promise((resolve) => running.process.once('exit', resolve));
  running.process.kill('SIGKILL');
  await ended;
  await Promise.all(writers);
  server = await start(folder);
  token = await login(server);
  await check(server, token, secrets, cycle);
}
server.process.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true });

const seconds = Math.round((Date.now() - begun) / 1000);
console.log(
  `kill -9: ${CYCLES} cycles, ${CLIENTS} clients, seed ${values.seed}: ${count.acknowledged} acknowledged writes, ` +
    `${checked} secrets checked, ${audited} changes in the audit log, ${problems.length} problems, ${seconds} s`,
);
for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
if (count.acknowledged === 0) console.log('  nothing was acknowledged: the run shows nothing');
const found = problems.length > 0;
const good = CONTROL ? found : !found && count.acknowledged > 0;
if (CONTROL) console.log(found ? 'The control was caught, as it must be.' : 'The control was NOT caught.');
process.exit(good ? 0 : 1);

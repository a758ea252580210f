// What a rotation costs the requests beside it: the same load with and without a rotation of the row MACs, in alternating
// rounds on one server. `--seconds N` for a round, `--rounds N`, `--secrets N`. Fails below 70 %.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { call, login, start, writeBootstrap } from '../test/crash/server.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    secrets: { type: 'string', default: '3000' },
  },
});
const CLIENTS = 16;
const LEAST = 0.7;

const folder = mkdtempSync(join(tmpdir(), 'polyvault-rotation-'));
writeBootstrap(folder);
const server = await start(folder);
const token = await login(server);
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
const path = (index: number) => `/pv/v1/secrets/s${index}?space=load`;

const rest = Array.from({ length: Number(values.secrets) }, (_, index) => index);
const seeder = async () => {
  for (let index = rest.pop(); index !== undefined; index = rest.pop()) {
    await call(server, agent, 'PUT', path(index), token, { value: `v${index}` });
  }
};
await Promise.all(Array.from({ length: CLIENTS }, seeder));

/** Requests in a second; nine reads to one write. */
async function load(): Promise<number> {
  const begun = performance.now();
  const until = begun + Number(values.seconds) * 1000;
  let done = 0;
  const client = async (own: number) => {
    for (let index = own; performance.now() < until; index = (index + 17) % Number(values.secrets)) {
      const write = done % 10 === 9;
      const { status } = write
        ? await call(server, agent, 'PUT', path(index), token, { value: 'w' })
        : await call(server, agent, 'GET', path(index), token);
      if (status !== 200) throw new Error(`answered ${status}`);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, own) => client(own)));
  return (done * 1000) / (performance.now() - begun);
}

interface Keys {
  readonly keys: readonly { readonly active: boolean }[];
}

async function underWay(): Promise<boolean> {
  const { json } = await call(server, agent, 'GET', '/pv/v1/keys', token);
  return (json as Keys).keys.some(({ active }) => !active);
}

await load();
const ratios: number[] = [];
for (let round = 1; round <= Number(values.rounds); round += 1) {
  const without = await load();
  await call(server, agent, 'POST', '/pv/v1/keys/rotate', token, { what: 'row-mac' });
  const during = await load();
  const whole = await underWay();
  ratios.push(during / without);
  console.log(
    `round ${round}: ${without.toFixed(0)}/s without, ${during.toFixed(0)}/s with a rotation` +
      `${whole ? '' : ' that ended within the round'}: ${((100 * during) / without).toFixed(0)} %`,
  );
  while (await underWay()) await new Promise((resolve) => setTimeout(resolve, 100));
}
server.process.kill('SIGKILL');
agent.destroy();
rmSync(folder, { recursive: true, force: true });
const median = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0;
console.log(`median ${(100 * median).toFixed(0)} %, at least ${100 * LEAST} % are asked for`);
process.exit(median >= LEAST ? 0 : 1);

// SECURITY-DESIGN 6, row 4 (user existence leaked by timing): measures logins of users that exist and of users that do
// not, in turns over one connection, and exits 1 when they differ by 3 % or more in the median.
//   node test/timing/login-timing.ts [--rounds 300] [--control]
// `--control` makes users that exist a tenth slower, which has to be found.
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import { startServer } from '../support/server.ts';

const BOUND_PERCENT = 3;
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '300' }, control: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);

let ahead = 0;
const users = Array.from({ length: 20 }, (_, index) => `user${index}`);
const server = await startServer({
  // The clock moves on with every login, so that no delay after a failure is measured.
  clock: { now: () => Date.now() + ahead },
  bootstrap: {
    users: users.map((username) => ({ username, password: 'correct horse battery', admin: true })),
  },
});
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Milliseconds of one refused login. */
async function measure(username: string): Promise<number> {
  ahead += 2 * 3_600_000;
  const body = JSON.stringify({ username, password: 'not the password' });
  const start = performance.now();
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request(
      `${server.base}/pv/v1/login`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
  if (status !== 401) throw new Error(`a refused login answered ${status}`);
  const time = performance.now() - start;
  return values.control && username.startsWith('user') ? time * 1.1 : time;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

const known: number[] = [];
const unknown: number[] = [];
for (let round = -10; round < rounds; round += 1) {
  const index = ((round % users.length) + users.length) % users.length;
  const pair = [() => measure(`user${index}`), () => measure(`none${index}`)] as const;
  // Who comes first changes, so that what one leaves behind does not always meet the other.
  const [first, second] = round % 2 === 0 ? pair : ([pair[1], pair[0]] as const);
  const times = [await first(), await second()];
  if (round % 2 !== 0) times.reverse();
  if (round < 0) continue;
  known.push(times[0] ?? Number.NaN);
  unknown.push(times[1] ?? Number.NaN);
}
agent.destroy();
await server.close();

// Of each pair, since what else the machine does meets both of its logins alike and two far-off ones not.
const paired = median(known.map((time, round) => time - (unknown[round] ?? Number.NaN)));
const difference = (Math.abs(paired) / median(known)) * 100;
console.log(
  `${rounds} rounds: known ${median(known).toFixed(2)} ms, unknown ${median(unknown).toFixed(2)} ms, median difference of a pair ${paired.toFixed(2)} ms (${difference.toFixed(2)} %)`,
);
process.exitCode = difference < BOUND_PERCENT ? 0 : 1;

// `npm run interop:appgate`: a program on the published Go SDK, for each of its packages, against a real server over
// TLS (appgate.md 4.4). The last line is `N passed, N failed`; what this machine cannot have is skipped with the reason.
//
// `--sdk FOLDER` takes the SDK from a checkout. `--control` is the negative control: the same program against a server
// that reads ranges inclusively has to find that out, and nothing else.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { startServer } from '../../support/server.ts';
import { closingLine, sum } from '../../tally.ts';
import type { Tally } from '../../tally.ts';
import { buildProgram, PACKAGES } from './build-program.ts';
import type { Peer } from './build-program.ts';

const { values: flags } = parseArgs({
  options: { sdk: { type: 'string' }, control: { type: 'boolean', default: false } },
});
const PASSWORD = 'carol has a long password';
const VALUES = /value of|another value/;

async function runProgram(program: string): Promise<readonly string[]> {
  const server = await startServer({
    bootstrap: { users: [{ username: 'carol', password: PASSWORD, admin: true }] },
    listeners: [{ dialect: 'appgate', host: '127.0.0.1', port: 0, tls: { selfSigned: true } }],
    ...(flags.control ? { settings: { appgate: { range: 'inclusive' } } } : {}),
  });
  try {
    const child = spawn(program, {
      env: {
        APPGATE_URL: `${server.listeners[1]?.address ?? ''}/admin`,
        APPGATE_PEM: join(server.dataDir, 'tls', 'appgate.crt'),
        APPGATE_USERNAME: 'carol',
        APPGATE_PASSWORD: PASSWORD,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    const exit = new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    );
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const lines = output.trim().split('\n');
    if ((await exit) === null || errors !== '') lines.push('failed to end: the program broke off');
    if (VALUES.test(output + errors)) return ['failed to be silent: a value was shown'];
    return lines;
  } finally {
    await server.close();
  }
}

async function runPeer(peer: Peer): Promise<Tally> {
  const built = buildProgram(peer, flags.sdk);
  if ('missing' in built) {
    console.log(`${peer}: skipped: ${built.missing}`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  if ('broken' in built) {
    console.log(`${peer}: the program does not compile with the SDK:\n${built.broken}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const lines = await runProgram(built.program);
  for (const line of lines) console.log(`${line.startsWith('ok ') ? '✔' : '✖'} ${peer}: ${line}`);
  const failed = lines.filter((line) => !line.startsWith('ok '));
  if (!flags.control) return { passed: lines.length - failed.length, failed: failed.length, skipped: 0 };
  const caught = failed.length === 1 && failed[0]?.startsWith('failed list of one page') === true;
  console.log(caught ? 'the control was caught' : 'the control was not caught');
  return { passed: caught ? 1 : 0, failed: caught ? 0 : 1, skipped: 0 };
}

const tallies: Tally[] = [];
for (const peer of Object.keys(PACKAGES) as Peer[]) tallies.push(await runPeer(peer));
const tally = sum(tallies);
console.log(closingLine(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;

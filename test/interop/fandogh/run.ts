// `npm run interop:fandogh`: the unmodified fandogh-cli against a real server over TLS, step by step (fandogh.md 4.4).
// The last line is `N passed, N failed`; where the client cannot be had, everything is skipped with the reason.
//
// `--control` runs the negative control: creates are answered with 201 on their way, which this client takes for a
// failure (fandogh.md 2.2 B). It exits 0 only when the steps that create were found failing, and no step before them.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { startServer } from '../../support/server.ts';
import { closingLine } from '../../tally.ts';
import type { Tally } from '../../tally.ts';
import { checkStep } from './check-step.ts';
import type { Ran } from './check-step.ts';
import { installClient } from './install-client.ts';
import { PASSWORDS, STEPS } from './steps.ts';
import type { Step } from './steps.ts';
import { startTlsFront } from './tls-front.ts';
import type { TlsFront } from './tls-front.ts';

const CONTROL = process.argv.includes('--control');
const BOOTSTRAP = {
  users: Object.entries(PASSWORDS).map(([username, password]) => ({ username, password })),
  fandogh: {
    namespaces: [
      { name: 'shop', members: [{ username: 'alice', role: 'ADMIN' }] },
      {
        name: 'ns1',
        members: [
          { username: 'carol', role: 'ADMIN' },
          { username: 'dave', role: 'DEVELOPER' },
        ],
      },
      { name: 'ns2', members: [{ username: 'carol', role: 'ADMIN' }] },
    ],
  },
};

async function runClient(fandogh: string, front: TlsFront, folder: string, step: Step): Promise<Ran> {
  const home = join(folder, step.as);
  mkdirSync(home, { recursive: true });
  const child = spawn(fandogh, step.args, {
    env: {
      PATH: process.env['PATH'] ?? '',
      LC_ALL: 'C.UTF-8',
      HOME: home,
      TZ: 'UTC',
      COLLECT_ERROR: 'no',
      // `api.x` becomes the user part of the URL (fandogh.md 4.3).
      FANDOGH_HOST: `x@127.0.0.1:${front.port}`,
      REQUESTS_CA_BUNDLE: front.certificate,
      ...step.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  child.stdin.on('error', () => undefined).end(step.stdin ?? '');
  const exit = new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exit: await exit, stdout, stderr, exchanges: front.take() };
}

async function runSteps(
  fandogh: string,
  front: TlsFront,
  base: string,
  folder: string,
): Promise<readonly boolean[]> {
  const results: boolean[] = [];
  let authorization = '';
  for (const step of STEPS) {
    if (step.revokeTokenFirst === true) await revoke(base, authorization);
    const ran = await runClient(fandogh, front, folder, step);
    authorization = String(ran.exchanges.at(-1)?.headers['authorization'] ?? '');
    const findings = checkStep(step, ran);
    results.push(findings.length === 0);
    console.log(`${findings.length === 0 ? '✔' : '✖'} ${step.number ?? '-'}: ${step.title}`);
    for (const finding of findings) console.log(`    ${finding.trim()}`);
  }
  return results;
}

async function revoke(base: string, authorization: string): Promise<void> {
  const headers = { authorization: authorization.replace('JWT', 'Bearer') };
  const { status } = await fetch(`${base}/pv/v1/logout`, { method: 'POST', headers });
  if (status !== 204) throw new Error(`logout answered ${status}`);
}

async function main(): Promise<Tally> {
  const skipped = { passed: 0, failed: 0, skipped: CONTROL ? 1 : STEPS.length };
  const client = installClient();
  if ('missing' in client) {
    console.log(`skipped: ${client.missing}`);
    return skipped;
  }
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-interop-'));
  const server = await startServer({ bootstrap: BOOTSTRAP });
  const isCreate = (method: string, target: string): boolean =>
    method === 'POST' && target === '/api/secrets';
  const front = await startTlsFront(server.base, folder, (method, target, status) =>
    CONTROL && status === 200 && isCreate(method, target) ? 201 : status,
  );
  try {
    if (front === null) {
      console.log('skipped: there is no openssl to make a certificate with');
      return skipped;
    }
    console.log(`fandogh-cli 1.26.10, its dependencies in ${client.versions} versions`);
    const results = await runSteps(client.fandogh, front, server.base, folder);
    if (CONTROL) return judgeControl(results);
    const passed = results.filter(Boolean).length;
    return { passed, failed: results.length - passed, skipped: 0 };
  } finally {
    await front?.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function judgeControl(results: readonly boolean[]): Tally {
  const wrong = STEPS.filter((step, index) => {
    const creates = step.requests.some(
      ({ method, target, status }) => method === 'POST' && target === '/api/secrets' && status === 200,
    );
    return creates && results[index] === true;
  });
  const first = STEPS.findIndex(({ number }) => number === 5);
  const caught = wrong.length === 0 && results.slice(0, first).every(Boolean);
  console.log(caught ? 'the control was caught' : 'the control was not caught');
  return { passed: caught ? 1 : 0, failed: caught ? 0 : 1, skipped: 0 };
}

const tally = await main();
console.log(closingLine(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;

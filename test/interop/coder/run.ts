// `npm run interop:coder`: a program on Coder's published Go SDK against a real server, under both target rules
// (coder.md 0.3). The last line is `N passed, N failed`; what this machine cannot have is skipped with the reason.
//
// `--control` is the negative control: the server keeps the other rule than the program is told. It exits 0 only when
// every check of the target rule was found failing, and nothing else.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

import { RESERVED_NAMES } from '../../../server/src/dialects/coder/reserved-names.ts';
import { startServer } from '../../support/server.ts';
import { closingLine, sum } from '../../tally.ts';
import type { Tally } from '../../tally.ts';
import { buildProgram } from './build-program.ts';

const CONTROL = process.argv.includes('--control');
const RULES = ['seed', 'current'] as const;
type Rule = (typeof RULES)[number];
const PASSWORD = 'the same for all of them';
const USERS = ['root', 'alice', 'bob', 'carol', 'dave'].map((username) => ({
  username,
  email: `${username}@example.com`,
  password: PASSWORD,
  admin: username === 'root',
}));
/** A part of every value that the program sends; see its want.go. */
const MARKER = 'open-sesame';
const OF_THE_RULE = /^(?:ok|failed) target rule: /;

/** The program's lines, one a check; what breaks off or shows a value is a failed line of its own. */
async function runProgram(program: string, told: Rule, kept: Rule): Promise<readonly string[]> {
  const server = await startServer({
    bootstrap: { users: USERS },
    settings: { coder: { targetRule: kept } },
  });
  try {
    const child = spawn(program, {
      env: {
        CODER_URL: server.base,
        CODER_PASSWORD: PASSWORD,
        CODER_TARGET_RULE: told,
        CODER_RESERVED: [...RESERVED_NAMES].join(' '),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    });
    const exit = new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    );
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const shown = [output, errors, server.logs()].some((one) => one.includes(MARKER));
    if (shown) return ['failed to be silent: a value was shown'];
    const lines = output.trim().split('\n');
    const failed = lines.some((line) => !line.startsWith('ok '));
    const brokeOff = (await exit) !== (failed ? 1 : 0) || errors !== '';
    return brokeOff ? [...lines, 'failed to end: the program broke off'] : lines;
  } finally {
    await server.close();
  }
}

async function runRule(program: string, told: Rule): Promise<Tally> {
  const lines = await runProgram(program, told, told);
  for (const line of lines) console.log(`${line.startsWith('ok ') ? '✔' : '✖'} ${told}: ${line}`);
  const failed = lines.filter((line) => !line.startsWith('ok ')).length;
  return { passed: lines.length - failed, failed, skipped: 0 };
}

async function runControl(program: string, told: Rule, kept: Rule): Promise<Tally> {
  const lines = await runProgram(program, told, kept);
  const wrong = lines.filter((line) => line.startsWith('failed ') !== OF_THE_RULE.test(line));
  const caught = wrong.length === 0 && lines.some((line) => OF_THE_RULE.test(line));
  for (const line of wrong) console.log(`✖ ${kept} for ${told}: ${line}`);
  console.log(`${caught ? '✔' : '✖'} ${kept} for ${told}: the control was ${caught ? '' : 'not '}caught`);
  return { passed: caught ? 1 : 0, failed: caught ? 0 : 1, skipped: 0 };
}

const built = buildProgram();
const tallies: Tally[] = [];
if ('missing' in built) {
  console.log(`skipped: ${built.missing}`);
  tallies.push({ passed: 0, failed: 0, skipped: 1 });
} else if ('broken' in built) {
  console.log(`✖ the program does not compile with the SDK:\n${built.broken}`);
  tallies.push({ passed: 0, failed: 1, skipped: 0 });
} else if (CONTROL) {
  tallies.push(await runControl(built.program, 'seed', 'current'));
  tallies.push(await runControl(built.program, 'current', 'seed'));
} else {
  for (const rule of RULES) tallies.push(await runRule(built.program, rule));
}
const tally = sum(tallies);
console.log(closingLine(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;

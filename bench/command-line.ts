// What the command line adds to a command: `true` alone against `polyvault run -- true` with a space of secrets, and
// `polyvault get`, in turns on one machine. `--runs N --secrets N`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Client } from '../sdk/src/index.ts';
import { startProcess } from './processes.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '9' }, secrets: { type: 'string', default: '100' } },
});
const secrets = Number(values.secrets);
const main = new URL('../cli/src/main.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'polyvault-bench-'));
const password = 'benchmark password';
writeFileSync(
  join(folder, 'bootstrap.json'),
  JSON.stringify({ users: [{ username: 'root', password, admin: true }] }),
);

async function milliseconds(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const begun = performance.now();
  const child = spawn(command, args, { env, stdio: 'ignore' });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}`);
  return performance.now() - begun;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

const server = await startProcess(new URL('../server/src/main.ts', import.meta.url).pathname, {
  POLYVAULT_PORT: '0',
  POLYVAULT_DATA_DIR: join(folder, 'data'),
  POLYVAULT_BOOTSTRAP: join(folder, 'bootstrap.json'),
  POLYVAULT_LOG_LEVEL: 'error',
});
try {
  const { client, session } = await new Client({ baseUrl: server.base.href }).login({
    username: 'root',
    password,
  });
  for (let index = 0; index < secrets; index += 1) {
    const delivery = index % 2 === 0 ? { env: `SECRET_${index}` } : { file: `~/secrets/${index}` };
    await client.secrets.put(
      { space: 'bench', name: `secret-${index}` },
      { value: `value ${index}`, delivery },
    );
  }
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    POLYVAULT_SERVER: server.base.origin,
    POLYVAULT_TOKEN: session.token,
    POLYVAULT_SPACE: 'bench',
  };
  const cases = {
    true: ['true', []],
    'node -e 0': [process.execPath, ['-e', '0']],
    'polyvault run -- true': [process.execPath, [main, 'run', '--', 'true']],
    'polyvault get': [process.execPath, [main, 'get', 'secret-0', '--plain']],
  } as const;
  const times = new Map(Object.keys(cases).map((name) => [name, [] as number[]]));
  // The first round fills the cache of compiled code.
  for (let run = 0; run <= Number(values.runs); run += 1) {
    for (const [name, [command, args]] of Object.entries(cases)) {
      const took = await milliseconds(command, args, env);
      if (run > 0) times.get(name)?.push(took);
    }
  }
  const alone = median(times.get('true') ?? []);
  console.log(`${secrets} secrets, half of them files; median of ${values.runs} runs`);
  for (const [name, list] of times) {
    const took = median(list);
    console.log(
      `${name.padEnd(24)} ${took.toFixed(0).padStart(5)} ms  ${(took - alone).toFixed(0).padStart(5)} ms over true`,
    );
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

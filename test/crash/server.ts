// The server of a crash test: started again and again on one folder, called over connections that may break at any time.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request as httpRequest, Agent } from 'node:http';
import { join } from 'node:path';

const PASSWORD = 'crash test password';
const main = new URL('../../server/src/main.ts', import.meta.url).pathname;

/** `bootstrap.json` with one administrator. */
export function writeBootstrap(folder: string): void {
  writeFileSync(
    join(folder, 'bootstrap.json'),
    JSON.stringify({ users: [{ username: 'root', password: PASSWORD, admin: true }] }),
  );
}

/** The real program as a child process, to be killed. */
export interface Server {
  readonly process: ChildProcess;
  readonly base: URL;
}

/** In a folder with `bootstrap.json`; its data goes to `data` there. */
export async function start(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Server> {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      POLYVAULT_PORT: '0',
      POLYVAULT_DATA_DIR: join(folder, 'data'),
      POLYVAULT_BOOTSTRAP: join(folder, 'bootstrap.json'),
      POLYVAULT_LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const base = await new Promise<URL>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const address = / at (http:\S+)/.exec(text)?.[1];
      if (address !== undefined) resolve(new URL(address));
    });
    child.once('exit', (code) =>
      reject(new Error(`the server ended with ${String(code)} before it listened`)),
    );
  });
  return { process: child, base };
}

export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

export async function call(
  server: Server,
  agent: Agent,
  method: string,
  path: string,
  token: string | null,
  body?: unknown,
): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      new URL(path, server.base),
      {
        method,
        agent,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const raw = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, json: raw === '' ? null : JSON.parse(raw) });
        });
        response.on('error', reject);
        response.on('aborted', () => reject(new Error('aborted')));
      },
    );
    request.on('error', reject);
    request.end(text);
  });
}

/** The token of the user that `writeBootstrap` names. */
export async function login(server: Server): Promise<string> {
  const agent = new Agent();
  const answer = await call(server, agent, 'POST', '/pv/v1/login', null, {
    username: 'root',
    password: PASSWORD,
  });
  agent.destroy();
  if (answer.status !== 200) throw new Error(`login answered ${answer.status}`);
  return (answer.json as { token: string }).token;
}

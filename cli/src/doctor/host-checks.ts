// What can be seen on the server's own machine: who may read its files, whether its memory can reach the disk, and
// whether this Node.js has an SQLite that is safe to use.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { finding } from './finding.ts';
import type { Finding } from './finding.ts';

/** Older ones can corrupt the write-ahead log. */
const OLDEST_SQLITE: readonly [number, number, number] = [3, 51, 3];

/** Folder, database and key file, each for their owner alone; the key file besides not to be written by him. */
export function checkFiles(dataDir: string, keyFile: string): readonly Finding[] {
  if (!existsSync(dataDir)) return [finding('files', 'skip', `there is no data folder ${dataDir} here`)];
  return [
    checkMode('data folder', dataDir, 0o077),
    checkMode('database', join(dataDir, 'polyvault.db'), 0o077),
    checkMode('key file', keyFile, 0o277),
  ];
}

function checkMode(check: string, path: string, forbidden: number): Finding {
  let mode: number;
  try {
    mode = statSync(path).mode & 0o777;
  } catch {
    return finding(check, 'skip', `${path} is not here`);
  }
  const octal = mode.toString(8).padStart(4, '0');
  if ((mode & 0o077) !== 0) {
    return finding(check, 'fail', `${path} has mode ${octal}: others can use it; chmod go= ${path}`);
  }
  if ((mode & forbidden) !== 0) return finding(check, 'warn', `${path} has mode ${octal}: chmod 400 ${path}`);
  return finding(check, 'ok', `${path} has mode ${octal}`);
}

/** Whether a crash of the process would write its memory to disk (threat T6). Linux tells. */
export function checkCoreDump(pid: number | null): Finding {
  if (pid === null) return finding('core dumps', 'skip', 'no server that `polyvault up` started runs here');
  let limits: string;
  try {
    limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  } catch {
    return finding('core dumps', 'skip', 'the limits of the server cannot be read here');
  }
  return judgeCoreLimit(limits);
}

export function judgeCoreLimit(limits: string): Finding {
  const soft = /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  if (soft === '0') return finding('core dumps', 'ok', 'off for the server');
  return finding(
    'core dumps',
    'warn',
    'a crash of the server may write keys to disk; start it with `ulimit -c 0`',
  );
}

export function checkSqlite(version: string | undefined): Finding {
  const parts = (version ?? '').split('.').map(Number);
  for (const [index, oldest] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part > oldest) break;
    if (part < oldest) {
      const wanted = OLDEST_SQLITE.join('.');
      return finding('SQLite', 'fail', `${version ?? 'none'} is older than ${wanted}; use a newer Node.js`);
    }
  }
  return finding('SQLite', 'ok', `${version ?? ''} in the Node.js of this command`);
}

// Where PostgreSQL's programs are on this machine, and as whom they run: PostgreSQL refuses to run as root.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with `initdb` and `postgres`, or why there is none that could be used. */
export function postgresBinaries(): { readonly folder: string } | { readonly missing: string } {
  const folders = [
    process.env['POLYVAULT_TEST_POSTGRES_BIN'] ?? '',
    ...globSync('/usr/lib/postgresql/*/bin').sort().reverse(),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  const folder = folders.find((path) =>
    ['initdb', 'postgres', 'pg_ctl'].every((name) => path !== '' && existsSync(join(path, name))),
  );
  if (folder === undefined) {
    return { missing: 'PostgreSQL is not installed here (Debian: apt-get install postgresql).' };
  }
  if (process.getuid?.() === 0 && userIds() === null) {
    return { missing: 'PostgreSQL does not run as root, and there is no user "postgres" or "nobody".' };
  }
  return { folder };
}

/** For a process of PostgreSQL that is started by root; empty when the user is another one. */
export function postgresUser(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? (userIds() ?? {}) : {};
}

function userIds(): { readonly uid: number; readonly gid: number } | null {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // The next one, perhaps.
    }
  }
  return null;
}

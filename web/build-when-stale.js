// Builds the console before the server starts where that is not done yet or its sources are newer. Plain JavaScript, to be
// named by `node --import`. Without the build tools (a package comes built) or after a failure the server starts all the same.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';

const web = import.meta.dirname;
const root = dirname(web);
const built = join(web, 'dist', 'index.html');

function newest(folder) {
  const times = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return Math.max(0, ...times);
}

function isStale() {
  if (!existsSync(join(web, 'src'))) return false;
  if (!existsSync(built)) return true;
  const sources = [join(web, 'src'), join(root, 'sdk', 'src')].map(newest);
  const single = [join(web, 'index.html'), join(web, 'package.json'), join(root, 'vite.config.js')];
  return Math.max(...sources, ...single.map((file) => statSync(file).mtimeMs)) > statSync(built).mtimeMs;
}

function viteProgram() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  } catch {
    return null;
  }
}

const program = viteProgram();
if (program !== null && isStale()) {
  process.stderr.write('Building the console ...\n');
  const { status } = spawnSync(process.execPath, [program, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.stderr.write('The console could not be built; the server starts without it.\n');
}

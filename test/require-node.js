// Ends the process with a clear message where Node is too old. Plain JavaScript without new syntax, since an old
// Node has to understand it: `node --import ./test/require-node.js FILE.ts`.
import process from 'node:process';

const OLDEST = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < OLDEST) {
  process.stderr.write(
    `This is Node ${process.versions.node}; Node ${OLDEST} or newer is needed.\n` +
      'Run it through npm (`npm ci`, then `npm test` or `npm start`): the repository pins Node 26 as a package\n' +
      'for Linux on x64 and arm64, which npm puts first in PATH. Elsewhere, install Node 26.\n',
  );
  process.exit(1);
}

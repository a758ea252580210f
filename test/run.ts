// `npm test`: the checks, then every test. The very last line is `N passed, N failed`, and the exit code says
// the same.
import './require-node.js';
// The browser tests look at the console as it is built.
import '../web/build-when-stale.js';

import { join } from 'node:path';

import { runChecks } from './checks.ts';
import { runTests } from './node-tests.ts';
import { closingLine, sum } from './tally.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);
const total = sum([await runChecks(), await runTests(root)]);
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

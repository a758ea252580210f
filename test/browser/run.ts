// `npm run test:browser`: the console in a real Chromium. The last line is `N passed, N failed`; without a browser the
// tests are skipped with the reason, and CI (the variable CI) fails.
import { globSync } from 'node:fs';
import { join } from 'node:path';

import { closingLine } from '../tally.ts';
import { runTests } from '../node-tests.ts';
import { PROGRAM } from './open-browser.ts';

const root = join(import.meta.dirname, '..', '..');
process.chdir(root);
const files = globSync('test/browser/*.test.ts').sort();
if (PROGRAM === undefined) {
  const failed = process.env['CI'] === undefined ? 0 : 1;
  console.log('No Chromium (install the package chromium, or name one in POLYVAULT_TEST_CHROMIUM).');
  console.log(closingLine({ passed: 0, failed, skipped: files.length }));
  process.exitCode = failed;
} else {
  const total = await runTests(root, files);
  console.log(`\n${closingLine(total)}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

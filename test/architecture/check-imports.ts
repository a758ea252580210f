// `npm run imports`: checks who imports whom in the real tree. Reading no module at all is a failure, since a
// tool that does not understand the files would find nothing wrong.
import { readTree, ROOT } from './tree.ts';

const { modules, violations } = await readTree(ROOT);
for (const { rule, from, to } of violations) console.log(`${rule}: ${from} -> ${to}`);
console.log(`${modules} modules read, ${violations.length} violations (rules: .dependency-cruiser.cjs)`);
if (modules === 0) console.log('No module was read: dependency-cruiser and TypeScript do not fit together.');
process.exitCode = modules === 0 || violations.length > 0 ? 1 : 0;

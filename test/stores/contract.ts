// What every store has to do, whatever its engine: each engine runs this suite on the real thing, never on a double.
import { describe } from 'node:test';

import { auditContract } from './contract/audit-log.ts';
import { commitContract } from './contract/commits.ts';
import { rowsContract } from './contract/rows-by-value.ts';
import { randomListsContract } from './contract/secret-lists-at-random.ts';
import { secretsContract } from './contract/secret-lists.ts';
import { spacesContract } from './contract/spaces-under.ts';
import { trashContract } from './contract/trash.ts';
import type { OpenStore } from './opened-store.ts';

export function storeContract(name: string, open: OpenStore): void {
  describe(`${name} keeps the contract of a store`, () => {
    rowsContract(open);
    spacesContract(open);
    trashContract(open);
    secretsContract(open);
    randomListsContract(open);
    auditContract(open);
    commitContract(open);
  });
}

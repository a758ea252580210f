// No row is written under a term of the keyring that is about to go: whoever made one meanwhile makes it anew.
import type { Keyring } from '../../crypto/index.ts';
import type { RowChange } from '../ports/store.ts';

/** Whether every row that is to be written can be read after a term that is leaving has gone. */
export function areCurrent(keyring: Keyring, changes: readonly RowChange[]): boolean {
  return changes.every((change) => {
    if (change.op === 'delete') return true;
    if (!keyring.isCurrent('row-mac', change.row.mac_term)) return false;
    if (change.table === 'spaces') return keyring.isCurrent('kek', change.row.kek_term);
    return change.table !== 'services' || keyring.isCurrent('credential', change.row.secret_term);
  });
}

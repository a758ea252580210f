import { DatabaseSync } from 'node:sqlite';

import type { Store } from '../core/ports/store.ts';

export const store: Store = { name: DatabaseSync.name };

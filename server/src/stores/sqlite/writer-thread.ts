// The thread that owns the one writing connection, so that no sync to disk stops the event loop. It takes batches
// of jobs and answers each batch with its results; it holds no rule of its own.
import { parentPort, workerData } from 'node:worker_threads';

import { BatchWriter } from './batch.ts';
import type { Job } from './batch.ts';
import { openConnection } from './connection.ts';

export interface WriterSettings {
  readonly path: string;
  readonly lane: string;
}

const { path, lane } = workerData as WriterSettings;
const db = openConnection(path, 'writer');
const writer = new BatchWriter(db, lane);

parentPort?.on('message', (message: readonly Job[] | 'close') => {
  if (message === 'close') {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    parentPort?.postMessage('closed');
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(writer.run(message));
});

// The thread that owns the one writing connection, so that no sync to disk stops the event loop. It takes batches
// of jobs and answers each batch with its results; it holds no rule of its own.
import { parentPort, workerData } from 'node:worker_threads';

import { BatchWriter } from './batch.ts';
import type { Job, JobResult, TreeState } from './batch.ts';
import { openConnection } from './connection.ts';

export interface WriterSettings {
  readonly path: string;
  readonly lane: string;
}

/** What a batch came to, and the log's state behind it. */
export interface BatchAnswer {
  readonly results: readonly JobResult[];
  readonly tree: TreeState;
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
  const results = writer.run(message);
  const answer: BatchAnswer = { results, tree: writer.treeState() };
  parentPort?.postMessage(answer);
});

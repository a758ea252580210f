// Compares one bcrypt hash in a thread of its own and ends: bcrypt in JavaScript would hold up every other
// request for as long as it computes.
import { parentPort, workerData } from 'node:worker_threads';

import { compareSync } from 'bcryptjs';

/** What the thread is given; it answers with one boolean. */
export interface ProofWork {
  readonly text: string;
  readonly hash: string;
}

const { text, hash } = workerData as ProofWork;
parentPort?.postMessage(compareSync(text, hash));

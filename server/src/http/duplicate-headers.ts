// A header that names the host or carries a credential must come once (threat T16): two of them would let two
// parsers see two different requests.
import type { IncomingMessage } from 'node:http';

import { invalidInput } from '../core/index.ts';

const ONCE = new Set([
  'host',
  'authorization',
  'coder-session-token',
  'x-access-token',
  'x-authorization',
  'active-namespace',
  'if-match',
  'if-none-match',
  'idempotency-key',
  'content-type',
  'content-length',
]);

/** `invalid-input` that names the header. */
export function refuseDuplicateHeaders(message: IncomingMessage): void {
  const seen = new Set<string>();
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    const name = (message.rawHeaders[index] ?? '').toLowerCase();
    if (!ONCE.has(name)) continue;
    if (seen.has(name)) throw invalidInput({ path: `header ${name}`, message: 'must be sent only once' });
    seen.add(name);
  }
}

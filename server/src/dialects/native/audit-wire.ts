// The export of the audit log as JSON lines, byte by byte as docs/audit.md says: what a verifier hashes stands in a
// line as it is stored.
import type { AuditExport } from '../../core/index.ts';

/** The content type of exports. */
export const JSON_LINES = 'application/x-ndjson';

const CHUNK = 64 * 1024;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A first line, a line for each event, and a last one with the checkpoint. Without the last one it is not whole. */
export async function* toWireExport({ lane, start, parts }: AuditExport): AsyncGenerator<string> {
  const head = {
    format: 'polyvault-audit-1',
    lane,
    start:
      start === null
        ? null
        : {
            size: start.size,
            prev: base64(start.lastHash),
            frontier: start.frontier.map(base64),
            checkpoint: start.checkpoint,
          },
  };
  yield `${JSON.stringify(head)}\n`;
  let lines = '';
  for await (const part of parts) {
    lines +=
      'note' in part
        ? `${JSON.stringify({ checkpoint: part.note })}\n`
        : `{"hash":"${base64(part.hash)}","event":${part.body}}\n`;
    if (lines.length < CHUNK) continue;
    yield lines;
    lines = '';
  }
  if (lines !== '') yield lines;
}

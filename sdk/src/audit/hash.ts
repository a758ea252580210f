// SHA-256 for a whole log: synchronous, since a promise for each event would take longer than the hash. The one file
// of the client that wants Node's own crypto, and only when a log is verified.

/** SHA-256 of these bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export async function loadSha256(): Promise<Sha256> {
  const { hash } = await import('node:crypto');
  return (bytes) => hash('sha256', bytes, 'buffer');
}

// Checkpoints as anybody can check them: C2SP tlog-checkpoint text in a C2SP signed note with Ed25519.
import { equalBytes, fromBase64, utf8 } from './bytes.ts';
import type { Sha256 } from './hash.ts';

/** What a checkpoint says, once its signature was checked. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The public half of a signing key, from its text `NAME+HASH+KEY`. */
export interface VerifierKey {
  readonly name: string;
  readonly hash: Uint8Array;
  readonly key: CryptoKey;
}

/** Throws TypeError when the text is not a verifier key of Ed25519. */
export async function parseVerifierKey(text: string, sha256: Sha256): Promise<VerifierKey> {
  const [, name, hash, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const bytes = encoded === undefined ? null : fromBase64(encoded);
  if (name === undefined || hash === undefined || bytes?.length !== 33 || bytes[0] !== 1) {
    throw new TypeError('This is not a verifier key; it looks like polyvault/ID/main+0123abcd+AQ...');
  }
  const own = sha256(Uint8Array.of(...utf8(`${name}\n`), ...bytes)).slice(0, 4);
  const told = Uint8Array.from({ length: 4 }, (_, index) =>
    parseInt(hash.slice(index * 2, index * 2 + 2), 16),
  );
  if (!equalBytes(own, told)) throw new TypeError('The verifier key is damaged: its hash is not its own.');
  const key = await crypto.subtle.importKey('raw', bytes.slice(1), 'Ed25519', false, ['verify']);
  return { name, hash: own, key };
}

/** What a signed note says, or null when none of the keys signed it, or it is not a checkpoint of the key's log. */
export async function openCheckpoint(note: string, keys: readonly VerifierKey[]): Promise<Checkpoint | null> {
  const end = note.indexOf('\n\n');
  if (end === -1) return null;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2).split('\n');
  if (lines.pop() !== '') return null;
  for (const key of keys) {
    for (const line of lines) {
      const prefix = `— ${key.name} `;
      const bytes = line.startsWith(prefix) ? fromBase64(line.slice(prefix.length)) : null;
      if (bytes?.length !== 68 || !equalBytes(bytes.slice(0, 4), key.hash)) continue;
      const signature = bytes.slice(4);
      const signed = await crypto.subtle.verify('Ed25519', key.key, signature, utf8(text).slice());
      const checkpoint = signed ? parseCheckpoint(text) : null;
      if (checkpoint?.origin === key.name) return checkpoint;
    }
  }
  return null;
}

function parseCheckpoint(text: string): Checkpoint | null {
  const [origin, size, root, ...rest] = text.split('\n');
  const bytes = root === undefined ? null : fromBase64(root);
  if (origin === undefined || origin === '' || bytes?.length !== 32 || rest.join() !== '') return null;
  if (size === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(size)) return null;
  return { origin, size: Number(size), root: bytes };
}

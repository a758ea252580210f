// The keys that open a seal slot, from what people and machines bring: the text of a key, a passphrase, both, or shares.
// The work of a passphrase is capped in both directions, so that a changed row neither weakens it nor hangs the server.
import { createHash, randomBytes } from 'node:crypto';

import { hashRaw } from '@node-rs/argon2';

import { lengthPrefixed } from '../base/bytes.ts';
import { AppError } from '../base/errors.ts';

/** How a passphrase becomes a key (argon2id); stored with the slot. Memory in KiB, the salt in Base64. */
export interface PassphraseParameters {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly salt: string;
}

const PREFIX = 'polyvault-key-1:';
const MEMORY = { made: 262_144, least: 65_536, most: 1_048_576 } as const;
const TIME = { made: 3, least: 2, most: 10 } as const;

/** A key as its one line of text. */
export function slotKeyText(key: Uint8Array): string {
  return `${PREFIX}${Buffer.from(key).toString('base64')}`;
}

/** The 32 bytes of such a line, or null for any other text. */
export function parseSlotKey(text: string): Uint8Array | null {
  if (!text.startsWith(PREFIX)) return null;
  const key = Buffer.from(text.slice(PREFIX.length).trim(), 'base64');
  return key.length === 32 ? key : null;
}

export function newPassphraseParameters(): PassphraseParameters {
  return { memoryCost: MEMORY.made, timeCost: TIME.made, salt: randomBytes(16).toString('base64') };
}

/** 32 bytes. `integrity-failed` for stored parameters out of all bounds. */
export async function passphraseKey(passphrase: string, stored: PassphraseParameters): Promise<Uint8Array> {
  const { memoryCost, timeCost, salt } = stored;
  const bytes = Buffer.from(salt, 'base64');
  const within = (value: number, { least, most }: { readonly least: number; readonly most: number }) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!within(memoryCost, MEMORY) || !within(timeCost, TIME) || bytes.length !== 16) {
    throw new AppError('integrity-failed', 'A stored seal slot has parameters that are not accepted.');
  }
  return hashRaw(passphrase, { memoryCost, timeCost, parallelism: 1, outputLen: 32, salt: bytes });
}

/** One key of a key and a passphrase's key: without either there is none. */
export function bothKeys(key: Uint8Array, ofPassphrase: Uint8Array): Uint8Array {
  return createHash('sha256')
    .update(lengthPrefixed(['polyvault-slot-both', '1', key, ofPassphrase]))
    .digest();
}

// Shamir shares of a slot key. The library gives a wrong key without a word for a wrong share, so each share is judged by
// a hash that is stored with its slot before any are combined, and what they give has to open the slot.
import { createHash } from 'node:crypto';

import { combine, split } from 'shamir-secret-sharing';

import { lengthPrefixed } from '../base/bytes.ts';
import { AppError, invalidInput } from '../base/errors.ts';

/** What is stored of the shares of a slot: how many are needed, and the hash of each, in Base64. */
export interface ShareParameters {
  readonly threshold: number;
  readonly hashes: readonly string[];
}

const TEXT = /^polyvault-share-1:([0-9a-f]{8}):(\d{1,3}):([A-Za-z0-9+/]{44})$/;

/** Splits a slot key. The texts go to people, one each; only the parameters are kept. */
export async function splitSlotKey(
  slotKey: Uint8Array,
  slotId: string,
  { shares: count, threshold }: { readonly shares: number; readonly threshold: number },
): Promise<{ readonly texts: readonly string[]; readonly parameters: ShareParameters }> {
  const shares = await split(Uint8Array.from(slotKey), count, threshold);
  const texts = shares.map(
    (share, index) =>
      `polyvault-share-1:${shortId(slotId)}:${index + 1}:${Buffer.from(share).toString('base64')}`,
  );
  return { texts, parameters: { threshold, hashes: texts.map((text) => shareHash(slotId, text)) } };
}

/** The number of a share, from 1. `invalid-input` that says what is wrong with it: damaged, or of another slot. */
export function judgeShare(text: string, slotId: string, { hashes }: ShareParameters): number {
  const [whole, slot, number] = TEXT.exec(text.trim()) ?? [];
  if (whole === undefined || slot === undefined) throw badShare('This is not a whole share.');
  if (slot !== shortId(slotId)) throw badShare(`Share ${Number(number)} belongs to another seal slot.`);
  if (hashes[Number(number) - 1] !== shareHash(slotId, whole)) {
    throw badShare(`Share ${Number(number)} is damaged or was replaced.`);
  }
  return Number(number);
}

/** The slot key of at least the threshold of different shares. `invalid-input` that names a bad or doubled share. */
export async function combineShares(
  texts: readonly string[],
  slotId: string,
  parameters: ShareParameters,
): Promise<Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (const text of texts) {
    const number = judgeShare(text, slotId, parameters);
    if (found.has(number)) throw badShare(`Share ${number} was given twice.`);
    found.set(number, Uint8Array.from(Buffer.from(text.trim().split(':')[3] ?? '', 'base64')));
  }
  if (found.size < parameters.threshold) {
    throw badShare(`${found.size} shares were given, ${parameters.threshold} are needed.`);
  }
  return combine([...found.values()].slice(0, parameters.threshold));
}

function shareHash(slotId: string, text: string): string {
  return createHash('sha256')
    .update(lengthPrefixed(['polyvault-share', '1', slotId, text]))
    .digest('base64');
}

/** The end of a UUID: that of its random part. */
function shortId(slotId: string): string {
  return slotId.slice(-8);
}

function badShare(message: string): AppError {
  const { details } = invalidInput({ path: 'shares', message });
  return new AppError('invalid-input', message, { details });
}

// age v1 files (C2SP age), to recipients or a passphrase, as streams: what leaves is written by the audited package and
// the stock `age` tool opens it. A file that was cut short or changed anywhere never reads to its end.
import {
  Decrypter,
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';

import { AppError } from '../base/errors.ts';

/** Who can open a file: public keys (`age1...`), or whoever knows a passphrase. */
export type AgeLock = { readonly recipients: readonly string[] } | { readonly passphrase: string };
/** What opens one: private keys (`AGE-SECRET-KEY-1...`), or the passphrase. */
export type AgeKey = { readonly identities: readonly string[] } | { readonly passphrase: string };

/** The age tool has 2^18, which takes JavaScript some seconds; passphrases of backups should be long. */
const SCRYPT_LOG_N = 16;

/** `invalid-input` for a recipient that is none. */
export async function encryptAge(
  plain: ReadableStream<Uint8Array>,
  lock: AgeLock,
): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter();
  if ('passphrase' in lock) {
    encrypter.setScryptWorkFactor(SCRYPT_LOG_N);
    encrypter.setPassphrase(lock.passphrase);
  } else {
    for (const recipient of lock.recipients) {
      try {
        encrypter.addRecipient(recipient);
      } catch (cause) {
        throw new AppError(
          'invalid-input',
          'A recipient is not an age public key; it looks like age1... (make one with age-keygen).',
          { cause },
        );
      }
    }
  }
  return encrypter.encrypt(plain);
}

/** The plaintext as it is read; `decrypt-failed` with the reason, at once or when the reading comes to the damage. */
export async function* decryptAge(
  file: ReadableStream<Uint8Array>,
  key: AgeKey,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decrypter = new Decrypter();
  try {
    if ('passphrase' in key) decrypter.addPassphrase(key.passphrase);
    else for (const identity of key.identities) decrypter.addIdentity(identity);
    for await (const chunk of await decrypter.decrypt(file)) yield chunk;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown fault';
    throw new AppError(
      'decrypt-failed',
      `The age layer does not open (${reason}): the key is not the right one, or the file was cut short or changed.`,
      { cause },
    );
  }
}

/** A lock with one more key to it, which is made for this one file; a passphrase is its own key. */
export async function withOwnKey(lock: AgeLock): Promise<{ readonly lock: AgeLock; readonly key: AgeKey }> {
  if ('passphrase' in lock) return { lock, key: lock };
  // Keys that withstand quantum computers stand only beside their like.
  const hybrid = lock.recipients.length > 0 && lock.recipients.every((one) => one.startsWith('age1pq1'));
  const identity = await (hybrid ? generateHybridIdentity() : generateX25519Identity());
  const own = await identityToRecipient(identity);
  return { lock: { recipients: [...lock.recipients, own] }, key: { identities: [identity] } };
}

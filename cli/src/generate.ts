// Random values: letters and digits, each as likely as any other.
import { CommandError, EXIT } from './failure.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** The largest multiple of the alphabet's size in a byte; what is above would favour some characters. */
const FAIR = 256 - (256 % ALPHABET.length);

/** `length` is 8 to 4096, as text of the command line; nearly 6 bits for each character. */
export function generateValue(length: string): string {
  if (!/^\d{1,4}$/.test(length) || Number(length) < 8 || Number(length) > 4096) {
    throw new CommandError(EXIT.usage, 'A generated value must have 8 to 4096 characters.');
  }
  let value = '';
  while (value.length < Number(length)) {
    for (const byte of crypto.getRandomValues(new Uint8Array(256))) {
      if (byte < FAIR && value.length < Number(length)) value += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return value;
}

// The encrypted copy of a space's values that an agent keeps for the time without its server. It opens only with the
// very token that fetched it, for the same server and space.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Secret } from '@polyvault/sdk';

import { readPrivateFile, writePrivateFile } from '../private-file.ts';

export interface CopyContent {
  /** Milliseconds since the epoch, when the server last confirmed it. */
  readonly confirmedAt: number;
  readonly items: readonly Secret[];
}

interface Envelope {
  readonly format: string;
  readonly salt: string;
  readonly nonce: string;
  readonly sealed: string;
}

const FORMAT = 'polyvault-copy-v1';

export class LocalCopy {
  readonly #path: string;
  readonly #token: string;
  /** Bound to the ciphertext and to the key. */
  readonly #place: Uint8Array<ArrayBuffer>;

  private constructor(path: string, token: string, place: Uint8Array<ArrayBuffer>) {
    this.#path = path;
    this.#token = token;
    this.#place = place;
  }

  /** The copy of one space of one server, in `folder`, where the file's name says neither. */
  static async at(folder: string, server: string, space: string, token: string): Promise<LocalCopy> {
    const place = new TextEncoder().encode(JSON.stringify([FORMAT, server, space]));
    const digest = await crypto.subtle.digest('SHA-256', place);
    const name = Buffer.from(digest).toString('hex').slice(0, 32);
    return new LocalCopy(join(folder, `${name}.copy`), token, place);
  }

  /** A fresh salt, and with it a fresh key, for each writing: AES-256-GCM under HKDF-SHA-256 of the token. */
  async write(content: CopyContent): Promise<void> {
    const salt = crypto.getRandomValues(new Uint8Array(32));
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv: nonce, additionalData: this.#place },
      await this.#key(salt, 'encrypt'),
      new TextEncoder().encode(JSON.stringify(content)),
    );
    const envelope: Envelope = {
      format: FORMAT,
      salt: Buffer.from(salt).toString('base64'),
      nonce: Buffer.from(nonce).toString('base64'),
      sealed: Buffer.from(sealed).toString('base64'),
    };
    writePrivateFile(this.#path, `${JSON.stringify(envelope)}\n`);
  }

  /** Null when there is none, or none that opens with this token. */
  async read(): Promise<CopyContent | null> {
    const text = readPrivateFile(this.#path);
    if (text === null) return null;
    try {
      const { format, salt, nonce, sealed } = JSON.parse(text) as Envelope;
      if (format !== FORMAT) return null;
      const opened = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: Buffer.from(nonce, 'base64'), additionalData: this.#place },
        await this.#key(Buffer.from(salt, 'base64'), 'decrypt'),
        Buffer.from(sealed, 'base64'),
      );
      return JSON.parse(new TextDecoder().decode(opened)) as CopyContent;
    } catch {
      // Another token, a damaged file: without the server there is nothing else to try.
      return null;
    }
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }

  async #key(salt: Uint8Array<ArrayBuffer>, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
    const token = await crypto.subtle.importKey('raw', new TextEncoder().encode(this.#token), 'HKDF', false, [
      'deriveKey',
    ]);
    return crypto.subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt, info: this.#place },
      token,
      { name: 'AES-GCM', length: 256 },
      false,
      [usage],
    );
  }
}

/** An age for people: `3 minutes`. */
export function ageText(milliseconds: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const;
  const [name, size] = units.find(([, length]) => milliseconds >= length) ?? ['second', 1000];
  const count = Math.max(0, Math.floor(milliseconds / size));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

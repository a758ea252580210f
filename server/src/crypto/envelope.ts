// The inner half of the key hierarchy: space key -> version key -> fields. A version key is fresh for each
// version, so no key ever seals more than one content, and destroying a version is erasing its wrapped key.
import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { fromUtf8, utf8 } from '../base/bytes.ts';
import { AppError } from '../base/errors.ts';
import { openBytes, sealBytes } from './aead.ts';

/** The immutable place of one version. */
export interface VersionPlace {
  readonly instanceId: string;
  readonly spaceId: string;
  readonly secretId: string;
  readonly version: number;
}

export interface SealedVersion {
  readonly wrappedKey: Uint8Array;
  readonly sealed: Uint8Array;
}

/** A space's data key in memory; only this room looks inside. */
export interface SpaceKey {
  readonly spaceId: string;
  readonly key: KeyObject;
}

/** Seals secret fields, in the order of the map, as a JSON object of strings. */
export function sealFields(
  spaceKey: SpaceKey,
  place: VersionPlace,
  fields: ReadonlyMap<string, string>,
): SealedVersion {
  const versionKey = randomBytes(32);
  const plaintext = utf8(JSON.stringify(Object.fromEntries(fields)));
  const wrappedKey = sealBytes(spaceKey.key, versionKey, keyBinding(place));
  const sealed = sealBytes(createSecretKey(versionKey), plaintext, fieldsBinding(place));
  versionKey.fill(0);
  plaintext.fill(0);
  return { wrappedKey, sealed };
}

/** Opens what sealFields made; `decrypt-failed` when the row was moved, edited or sealed under another key. */
export function openFields(
  spaceKey: SpaceKey,
  place: VersionPlace,
  version: SealedVersion,
): ReadonlyMap<string, string> {
  const versionKey = openBytes(spaceKey.key, version.wrappedKey, keyBinding(place));
  const plaintext = openBytes(createSecretKey(versionKey), version.sealed, fieldsBinding(place));
  versionKey.fill(0);
  const fields: unknown = JSON.parse(fromUtf8(plaintext));
  if (typeof fields !== 'object' || fields === null) {
    throw new AppError('decrypt-failed', 'Stored data could not be decrypted.');
  }
  return new Map(Object.entries(fields as Record<string, string>));
}

/** A place together with the key of its space. */
export interface KeyedPlace {
  readonly spaceKey: SpaceKey;
  readonly place: VersionPlace;
}

/**
 * Seals for another place, under a fresh version key, what was sealed for this one; the fields never leave this room.
 * `decrypt-failed` as openFields.
 */
export function resealFields(from: KeyedPlace, to: KeyedPlace, version: SealedVersion): SealedVersion {
  const oldKey = openBytes(from.spaceKey.key, version.wrappedKey, keyBinding(from.place));
  const plaintext = openBytes(createSecretKey(oldKey), version.sealed, fieldsBinding(from.place));
  const newKey = randomBytes(32);
  const wrappedKey = sealBytes(to.spaceKey.key, newKey, keyBinding(to.place));
  const sealed = sealBytes(createSecretKey(newKey), plaintext, fieldsBinding(to.place));
  for (const bytes of [oldKey, newKey, plaintext]) bytes.fill(0);
  return { wrappedKey, sealed };
}

function keyBinding(place: VersionPlace) {
  return { ...binding(place), purpose: 'version-key', keyId: 'space' };
}

function fieldsBinding(place: VersionPlace) {
  return { ...binding(place), purpose: 'fields', keyId: 'version' };
}

function binding(place: VersionPlace) {
  return {
    instanceId: place.instanceId,
    ids: [place.spaceId, place.secretId, String(place.version)],
  };
}

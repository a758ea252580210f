// The only door to cryptography. Nothing else in the server imports node:crypto.
export { decryptAge, encryptAge, withOwnKey } from './age-file.ts';
export type { AgeKey, AgeLock } from './age-file.ts';
export { leafHash, RunningDigest } from './digest.ts';
export { openFields, resealFields, sealFields } from './envelope.ts';
export type { SealedVersion, SpaceKey, VersionPlace } from './envelope.ts';
export { KEY_PURPOSES, Keyring, RootKey } from './keyring.ts';
export type { KeyPurpose, MacValue, SealedKeyringKey } from './keyring.ts';
export { MerkleFrontier } from './merkle.ts';
export { hashPassword, needsRehash, passwordMatches } from './passwords.ts';
export { newRecoveryCode, recoveryCodeHash } from './recovery-codes.ts';
export { sameText } from './same-text.ts';
export { createRootKey, newSlotKey, openRootKey, sealRootKey, slotKeyFingerprint } from './seal-slot.ts';
export { combineShares, judgeShare, splitSlotKey } from './shares.ts';
export type { ShareParameters } from './shares.ts';
export { bothKeys, newPassphraseParameters, parseSlotKey, passphraseKey, slotKeyText } from './slot-keys.ts';
export type { PassphraseParameters } from './slot-keys.ts';
export { newToken, randomText, tokenHash } from './tokens.ts';
export { newTotpSecret, totpAddress, totpStep } from './totp.ts';

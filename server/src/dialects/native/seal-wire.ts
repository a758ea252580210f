// What opens or makes a seal slot, from its wire form: the members of its kind and no others.
import type { Static } from 'typebox';

import { invalidInput, SecretText } from '../../core/index.ts';
import type { NewSlot, SlotSecret } from '../../core/index.ts';
import type { NewSlotBody, SlotSecretBody } from './seal-schemas.ts';

const MEMBERS = {
  'key-file': ['key'],
  environment: ['key'],
  passphrase: ['passphrase'],
  'key-file-and-passphrase': ['key', 'passphrase'],
} as const;

/** A short one can be found by trying; with a key file beside it that is no danger. */
const LEAST_PASSPHRASE = 14;

/** `invalid-input` for a member that is missing or of another kind, under the path `at`. */
export function fromWireSlotSecret(body: Static<typeof SlotSecretBody>, at = ''): SlotSecret {
  const { kind, shares = [] } = body;
  if (kind === 'shares') {
    requireMembers(body, ['shares'], at);
    return { kind, shares: shares.map((share) => new SecretText(share)) };
  }
  requireMembers(body, MEMBERS[kind], at);
  return plainSecret(kind, body);
}

export function fromWireNewSlot(body: Static<typeof NewSlotBody>): NewSlot {
  const { kind, count = 0, threshold = 0, passphrase } = body;
  if (kind === 'shares') {
    requireMembers(body, ['count', 'threshold'], '');
    if (threshold > count) throw invalidInput({ path: 'threshold', message: 'must not be above count' });
    return { kind, count, threshold };
  }
  requireMembers(body, MEMBERS[kind], '');
  if (kind === 'passphrase' && (passphrase ?? '').length < LEAST_PASSPHRASE) {
    const message = `must have at least ${LEAST_PASSPHRASE} characters`;
    throw invalidInput({ path: 'passphrase', message });
  }
  return plainSecret(kind, body);
}

function plainSecret(
  kind: keyof typeof MEMBERS,
  body: { readonly key?: string; readonly passphrase?: string },
): Exclude<SlotSecret, { readonly kind: 'shares' }> {
  const key = new SecretText(body.key ?? '');
  const passphrase = new SecretText(body.passphrase ?? '');
  if (kind === 'passphrase') return { kind, passphrase };
  return kind === 'key-file-and-passphrase' ? { kind, key, passphrase } : { kind, key };
}

function requireMembers(body: object, wanted: readonly string[], at: string): void {
  const given = Object.keys(body).filter((name) => name !== 'kind');
  const path = (name: string) => (at === '' ? name : `${at}.${name}`);
  const issues = [
    ...wanted
      .filter((name) => !given.includes(name))
      .map((name) => ({ path: path(name), message: 'is required for this kind' })),
    ...given
      .filter((name) => !wanted.includes(name))
      .map((name) => ({ path: path(name), message: 'is not for this kind: leave it out' })),
  ];
  if (issues.length > 0) throw invalidInput(...issues);
}

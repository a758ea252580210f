// Unwrapped space keys in memory, a bounded number of them, found by the wrapped bytes they came from: a row
// that was re-wrapped or restored is opened anew.
import type { Keyring, SpaceKey } from '../../crypto/index.ts';
import type { SpaceRow } from '../ports/tables.ts';

const MAX_KEYS = 4096;

const caches = new WeakMap<Keyring, Map<string, { readonly wrapped: Uint8Array; readonly key: SpaceKey }>>();

export function spaceKeyOf(keyring: Keyring, space: SpaceRow): SpaceKey {
  let cache = caches.get(keyring);
  if (cache === undefined) {
    cache = new Map();
    caches.set(keyring, cache);
  }
  const cached = cache.get(space.id);
  if (cached !== undefined && Buffer.compare(cached.wrapped, space.wrapped_key) === 0) return cached.key;
  const key = keyring.openSpaceKey(space.id, space.kek_term, space.wrapped_key);
  if (cache.size >= MAX_KEYS) {
    const oldest = cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(space.id, { wrapped: space.wrapped_key, key });
  return key;
}

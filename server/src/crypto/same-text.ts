// Compares a credential with what was sent in the same time, however much of it agrees.
import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two texts are the same UTF-8, without telling where they differ or how long the first one is. */
export function sameText(kept: string, sent: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(kept), digest(sent));
}

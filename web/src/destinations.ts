// The pages that the navigation and the palette offer.
import type { Word } from './words/en.ts';

export interface Destination {
  readonly href: string;
  readonly word: Word;
  readonly admin?: true;
}

export const DESTINATIONS: readonly Destination[] = [
  { href: '/s', word: 'secrets' },
  { href: '/grid', word: 'grid' },
  { href: '/access', word: 'access' },
  { href: '/audit', word: 'audit', admin: true },
  { href: '/connect', word: 'connect' },
];

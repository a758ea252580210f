// Mutations of method, path and query: other methods, hostile segments, escapes that mean the same or nothing.
import { METHODS } from 'node:http';

import type { Draft } from './draft.ts';
import { HOSTILE_SEGMENTS, type Hostile } from './hostile.ts';
import type { Random } from './random.ts';

const KNOWN_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export function swapMethod(draft: Draft, random: Random): void {
  draft.method = random.chance(0.8)
    ? random.pick(KNOWN_METHODS)
    : random.pick([...METHODS, 'get', 'Post', 'X', 'FOO', 'GET\t', '']);
}

export function changeSegment(draft: Draft, random: Random): void {
  const [path = '', ...query] = draft.path.split('?');
  const segments = path.split('/');
  const at = random.below(segments.length);
  const hostile = random.pick(HOSTILE_SEGMENTS);
  switch (random.below(6)) {
    case 0:
      segments.splice(at, 0, hostile);
      break;
    case 1:
      segments.splice(at, 1);
      break;
    case 2:
      segments.push(hostile);
      break;
    case 3:
      segments[at] = escaped(segments[at] ?? '', random);
      break;
    case 4:
      segments[segments.length - 1] = hostile;
      break;
    default:
      segments[at] = (segments[at] ?? '') + hostile;
  }
  draft.path = [segments.join('/'), ...query].join('?');
}

export function changeQuery(draft: Draft, random: Random, { texts }: Hostile): void {
  const [path = '', ...rest] = draft.path.split('?');
  const pairs = rest.join('?').split('&');
  const names = [
    'space',
    'limit',
    'cursor',
    'range',
    'filterBy',
    'query',
    'orderBy',
    'workspace',
    'version',
    'type',
  ];
  const more = ['recursive', 'under', 'after', 'env', 'descending', 'a[]', 'a[b]', '__proto__', 'namespace'];
  const value = random.chance(0.3)
    ? random.pick(HOSTILE_SEGMENTS)
    : encodeURIComponent(random.pick(texts).toWellFormed());
  const at = random.below(pairs.length);
  const [name = ''] = (pairs[at] ?? '').split('=', 1);
  switch (random.below(5)) {
    case 0:
      pairs.push(`${random.pick([...names, ...more])}=${value}`);
      break;
    case 1:
      pairs.push(pairs[at] ?? '');
      break;
    case 2:
      pairs[at] = `${name}=${value}`;
      break;
    case 3:
      pairs.push(`${name}=${value}`);
      break;
    default:
      pairs[at] = random.pick(['', '=', '&', name, `=${value}`, '?', ';', '%', `${escaped(name, random)}=x`]);
  }
  draft.path = `${path}?${pairs.join('&')}`;
}

export function flipPath(draft: Draft, random: Random): void {
  const at = 1 + random.below(draft.path.length);
  const byte = String.fromCharCode(0x20 + random.below(0x60));
  const kept = random.below(3);
  draft.path =
    draft.path.slice(0, at) + (kept === 0 ? '' : byte) + draft.path.slice(at + (kept === 2 ? 0 : 1));
}

/** Some letters as escapes. */
function escaped(text: string, random: Random): string {
  return text.replace(/[\x21-\x7e]/g, (letter) =>
    letter !== '%' && random.chance(0.5) ? `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}` : letter,
  );
}

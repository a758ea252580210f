// Mutations of a body as bytes, whatever it means: flipped, cut, doubled, in another encoding, far too large.
import { gzipSync } from 'node:zlib';

import type { Draft } from './draft.ts';
import type { Random } from './random.ts';

export function changeBytes(draft: Draft, random: Random): void {
  const body = draft.body ?? Buffer.from('{}');
  const at = random.below(body.length + 1);
  const until = Math.min(body.length, at + 1 + random.below(16));
  const join = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
  switch (random.below(12)) {
    case 0:
    case 1: {
      const changed = Buffer.from(body);
      for (let times = 1 + random.below(3); times > 0 && changed.length > 0; times -= 1) {
        const place = random.below(changed.length);
        changed[place] = (changed[place] ?? 0) ^ (1 << random.below(8));
      }
      draft.body = changed;
      break;
    }
    case 2:
      draft.body = join(body.subarray(0, at), Buffer.from([random.below(256)]), body.subarray(at));
      break;
    case 3:
      draft.body = join(body.subarray(0, at), body.subarray(until));
      break;
    case 4:
      draft.body = join(body.subarray(0, until), body.subarray(at));
      break;
    case 5:
      draft.body = body.subarray(0, at);
      break;
    case 6:
      draft.body = random.chance(0.5) ? null : Buffer.alloc(0);
      break;
    case 7:
      draft.body = join(Buffer.from(random.pick(['\ufeff', ' \n', '\0', ")]}',\n"])), body);
      break;
    case 8:
      draft.body = join(body, Buffer.from(random.pick(['\n', '\0', 'x', '{}', ',', '//', '\u00a0'])));
      break;
    case 9:
      draft.body = Buffer.from(body.toString(), 'utf16le');
      break;
    case 10:
      draft.body = gzipSync(body);
      if (random.chance(0.7)) draft.headers.push(['content-encoding', 'gzip']);
      break;
    default:
      draft.body = random.chance(0.05)
        ? Buffer.alloc(1024 * 1024 + random.below(3), '[')
        : Buffer.alloc(random.below(3000), random.pick(['[', '{"a":', '"', '\\', '\0', ' ']));
  }
}

// A request on its way through the mutators, and its bytes. What could break the framing of a shared connection is
// recognised here and nowhere else: such a request travels alone.
import { METHODS } from 'node:http';

export interface Draft {
  method: string;
  /** With the query, as it goes onto the wire. */
  path: string;
  headers: (readonly [name: string, value: string])[];
  body: Buffer | null;
  /** Changes the finished bytes of the head. */
  garble: ((head: Buffer) => Buffer) | null;
  /** What was done to it, for people. */
  readonly notes: string[];
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const FRAMING = /^(?:content-length|transfer-encoding|expect|connection|upgrade|host|trailer)$/i;
const SAFE_BODY = 900 * 1024;
const SAFE_HEAD = 14 * 1024;

/** Whether the server may answer it at the level of the parser, several times or not at all. */
export function travelsAlone(draft: Draft): boolean {
  return (
    draft.garble !== null ||
    draft.method === 'CONNECT' ||
    !METHODS.includes(draft.method) ||
    !/^\/[\x21\x22\x24-\x7e]*$/.test(draft.path) ||
    (draft.body?.length ?? 0) > SAFE_BODY ||
    draft.path.length +
      draft.headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0) >
      SAFE_HEAD ||
    draft.headers.some(
      ([name, value]) => !TOKEN.test(name) || FRAMING.test(name) || /[\x00-\x08\x0a-\x1f\x7f]/.test(value),
    )
  );
}

/** Host and length are added where the draft has none; text goes out as UTF-8. */
export function toBytes(draft: Draft, host: string): Buffer {
  const has = (name: string) => draft.headers.some(([given]) => given.toLowerCase() === name);
  const length = draft.body?.length ?? (['POST', 'PUT', 'PATCH'].includes(draft.method) ? 0 : null);
  const lines = [
    `${draft.method} ${draft.path} HTTP/1.1`,
    ...(has('host') ? [] : [`host: ${host}`]),
    ...draft.headers.map(([name, value]) => `${name}: ${value}`),
    ...(length === null || has('content-length') || has('transfer-encoding')
      ? []
      : [`content-length: ${length}`]),
    '',
    '',
  ];
  const head = Buffer.from(lines.join('\r\n'));
  return Buffer.concat([draft.garble?.(head) ?? head, draft.body ?? Buffer.alloc(0)]);
}

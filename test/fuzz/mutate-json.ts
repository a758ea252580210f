// Mutations of JSON bodies as trees: a wrong type, a member that is missing, unknown, doubled or named `__proto__`.
// They work on text where JSON.stringify would repair what they break.
import { isList, isObject, type Json } from '../conformance/json.ts';
import type { Draft } from './draft.ts';
import type { Hostile } from './hostile.ts';
import type { Random } from './random.ts';

type Path = readonly (string | number)[];

const MEMBERS = [
  ...[
    'id',
    'name',
    'value',
    'fields',
    'kind',
    'type',
    'tags',
    'notes',
    'description',
    'env',
    'space',
    'expiresAt',
  ],
  ...[
    'env_name',
    'file_path',
    'enabled',
    'secrets',
    'version',
    'delivery',
    'username',
    'admin',
    'owner',
    'limit',
  ],
  ...[
    'constructor',
    'toString',
    '',
    'Name',
    'naMe',
    'n\u0000',
    'message',
    'errors',
    'contents',
    'created_at',
    'ops',
  ],
];
/** Texts that JSON.stringify never writes. */
const RAW = [
  ...[
    'NaN',
    'Infinity',
    '-0',
    '1e999',
    '01',
    '.5',
    '0x1',
    'undefined',
    "'x'",
    '"\\ud800"',
    '"\\udc00\\ud800"',
  ],
  ...[
    '"\\u0000"',
    '"\t"',
    '"\\x41"',
    '"',
    '{',
    '[',
    '}',
    ']',
    '123456789'.repeat(40),
    '/* x */ 1',
    '1,',
    'nul',
    '\ufeff1',
  ],
];

/** False when the body is not JSON, and nothing was done. */
export function changeJson(draft: Draft, random: Random, hostile: Hostile): boolean {
  const root = parsed(draft.body);
  if (root === undefined) return false;
  const paths = pathsOf(root);
  const path = random.pick(paths);
  const put = (value: Json): Buffer => Buffer.from(JSON.stringify(withValue(root, path, () => value)));
  const parent = random.pick(paths.filter((each) => isObject(at(root, each))).concat([[]]));
  switch (random.below(8)) {
    case 0:
    case 1:
      draft.body = put(random.pick(hostile.values));
      break;
    case 2:
      draft.body = Buffer.from(JSON.stringify(without(root, path)));
      break;
    case 3: {
      const members = { [random.pick(MEMBERS)]: random.pick(hostile.values) };
      draft.body = Buffer.from(JSON.stringify(withValue(root, parent, (old) => merged(old, members))));
      break;
    }
    case 4:
      draft.body = Buffer.from(withRaw(root, path, random.pick(RAW)));
      break;
    case 5:
      draft.body = Buffer.from(withDouble(root, parent, random));
      break;
    case 6:
      draft.body = put(random.pick([[at(root, path) ?? null], { value: at(root, path) ?? null }, null]));
      break;
    default:
      draft.body = put(lengthened(at(root, path), random));
  }
  return true;
}

function parsed(body: Buffer | null): Json | undefined {
  if (body === null || body.length > 200_000) return undefined;
  try {
    return JSON.parse(body.toString()) as Json;
  } catch {
    return undefined;
  }
}

/** Every place in the value, the whole first; at most 200. */
function pathsOf(root: Json): readonly Path[] {
  const found: Path[] = [[]];
  for (const path of found) {
    if (found.length > 200) break;
    const value = at(root, path);
    if (isList(value)) for (const index of value.keys()) found.push([...path, index]);
    else if (isObject(value)) for (const name of Object.keys(value)) found.push([...path, name]);
  }
  return found;
}

function at(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (isList(value) && typeof step === 'number') value = value[step];
    else if (isObject(value) && typeof step === 'string') value = value[step];
    else return undefined;
  }
  return value;
}

function withValue(root: Json, path: Path, change: (old: Json) => Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return change(root);
  if (isList(root)) return root.map((item, index) => (index === step ? withValue(item, rest, change) : item));
  if (!isObject(root)) return root;
  return Object.fromEntries(
    Object.entries(root).map(([name, item]) => [name, name === step ? withValue(item, rest, change) : item]),
  );
}

function without(root: Json, path: Path): Json {
  const last = path.at(-1);
  if (last === undefined) return {};
  return withValue(root, path.slice(0, -1), (parent) => {
    if (isList(parent)) return parent.filter((_, index) => index !== last);
    if (!isObject(parent)) return parent;
    return Object.fromEntries(Object.entries(parent).filter(([name]) => name !== last));
  });
}

function merged(value: Json, members: Readonly<Record<string, Json>>): Json {
  return isObject(value) ? { ...value, ...members } : { ...members };
}

function withRaw(root: Json, path: Path, raw: string): string {
  const place = '@@raw@@';
  return JSON.stringify(withValue(root, path, () => place)).replace(`"${place}"`, () => raw);
}

/** A member twice, under the same name, an escaped one, or `__proto__`. */
function withDouble(root: Json, path: Path, random: Random): string {
  const place = '@@more@@';
  const value = at(root, path);
  const name = isObject(value) && random.chance(0.7) ? (Object.keys(value)[0] ?? 'a') : '__proto__';
  const escapedName = random.chance(0.3)
    ? name.replace(/[^]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : JSON.stringify(name).slice(1, -1);
  const text = JSON.stringify(withValue(root, path, (old) => merged(old, { [place]: 1 })));
  return text.replace(`"${place}":1`, () => `"${escapedName}":{"admin":true}`);
}

function lengthened(value: Json | undefined, random: Random): Json {
  const times = random.pick([2, 50, 300, 3000]);
  if (typeof value === 'string') return (value === '' ? 'x' : value.slice(0, 40)).repeat(times);
  if (isList(value)) return Array.from({ length: times }, () => value[0] ?? 'x');
  if (typeof value === 'number') return value * 10 ** times;
  return Array.from({ length: times }, (_, index) => index);
}

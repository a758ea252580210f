// Values that a case cannot write down, made when the request is sent: hashes, times, UUIDs, long texts.
// An object in a request with a `$` member is a generator; one that is not known is an error, never data.
import { hashSync } from 'bcryptjs';
import { randomUUID } from 'node:crypto';

import { asText, below, isList, isObject, type Json, type JsonObject } from './json.ts';
import { substitute, substituteText, type Variables } from './variables.ts';

interface Generator {
  /** What the argument must be, in words, when it is not that; null when it is. */
  readonly refuses: (argument: Json, whole: JsonObject) => string | null;
  readonly make: (argument: Json, whole: JsonObject, context: Context) => Json;
}

interface Context {
  readonly variables: Variables;
  /** Milliseconds since the epoch, on the server's clock. */
  readonly now: number;
}

const isWhole = (value: Json | undefined): value is number => Number.isSafeInteger(value);
const isPair = (value: Json): value is readonly [Json, number] =>
  isList(value) && value.length === 2 && isWhole(value[1]) && value[1] >= 0;

const GENERATORS: Readonly<Record<string, Generator>> = {
  $bcrypt: {
    refuses: (argument, whole) =>
      typeof argument === 'string' && ['undefined', 'string'].includes(typeof whole['$prefix'])
        ? null
        : 'takes a text, and $prefix a text',
    make(argument, whole, { variables }) {
      const hash = hashSync(substituteText(asText(argument), variables), 4);
      return typeof whole['$prefix'] === 'string' ? hash.replace(/^\$2[aby]\$/, whole['$prefix']) : hash;
    },
  },
  $now: {
    refuses: (argument) => (isWhole(argument) ? null : 'takes a whole number of seconds'),
    make: (argument, _whole, { now }) => Math.floor(now / 1000) + Number(argument),
  },
  $nowIso: {
    refuses: (argument) => (isWhole(argument) ? null : 'takes a whole number of seconds'),
    make: (argument, _whole, { now }) => new Date(now + Number(argument) * 1000).toISOString(),
  },
  $uuid: {
    refuses: (argument) => (argument === true ? null : 'takes true'),
    make: () => randomUUID(),
  },
  $repeat: {
    refuses: (argument) =>
      isPair(argument) && typeof argument[0] === 'string' ? null : 'takes [text, how often]',
    make(argument, _whole, { variables }) {
      const [text, times] = argument as readonly [string, number];
      return substituteText(text, variables).repeat(times);
    },
  },
  $list: {
    refuses: (argument) => (isPair(argument) ? null : 'takes [item, how many]'),
    make(argument, _whole, context) {
      const [item, count] = argument as readonly [Json, number];
      return Array.from({ length: count }, (_, index) =>
        generate(item, { ...context, variables: new Map([...context.variables, ['index', index]]) }),
      );
    },
  },
};

/** What is wrong with the generators inside a value of a request; `pointer` is where the value stands. */
export function checkGenerators(
  value: Json,
  pointer: string,
): readonly { readonly pointer: string; readonly message: string }[] {
  if (isList(value)) return value.flatMap((item, index) => checkGenerators(item, below(pointer, index)));
  if (!isObject(value)) return [];
  const name = generatorName(value);
  if (name === null) {
    return Object.entries(value).flatMap(([member, item]) => checkGenerators(item, below(pointer, member)));
  }
  const generator = Object.hasOwn(GENERATORS, name) ? GENERATORS[name] : undefined;
  if (generator === undefined) return [{ pointer, message: `${name} is not a generator` }];
  const known = name === '$bcrypt' ? ['$bcrypt', '$prefix'] : [name];
  const extra = Object.keys(value).filter((member) => !known.includes(member));
  if (extra.length > 0) return [{ pointer, message: `${name} stands beside ${extra.join(', ')}` }];
  const argument = value[name] ?? null;
  const problem = generator.refuses(argument, value);
  if (problem !== null) return [{ pointer, message: `${name} ${problem}` }];
  return name === '$list' && isList(argument)
    ? checkGenerators(argument[0] ?? null, below(pointer, name))
    : [];
}

/** The value with generators evaluated and variables replaced. */
export function generate(value: Json, context: Context): Json {
  if (isList(value)) return value.map((item) => generate(item, context));
  if (!isObject(value)) return substitute(value, context.variables);
  const name = generatorName(value);
  if (name === null) {
    return Object.fromEntries(
      Object.entries(value).map(([member, item]) => [member, generate(item, context)]),
    );
  }
  const generator = GENERATORS[name];
  if (generator === undefined) throw new Error(`${name} is not a generator`);
  return generator.make(value[name] ?? null, value, context);
}

function generatorName(value: JsonObject): string | null {
  return Object.keys(value).find((member) => member.startsWith('$') && member !== '$prefix') ?? null;
}

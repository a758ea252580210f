// The matchers of the case format, one table: what each takes, and when it holds of an answer's value.
import { asText, below, isList, isObject, JSON_TYPES, typeOf, type Json } from './json.ts';
import { pairsUp } from './pairing.ts';

export interface Difference {
  /** JSON pointer into the answer. */
  readonly pointer: string;
  readonly message: string;
}

/** Compares whole, with matchers inside; `pointer` is where the actual value stands. */
export type Compare = (expected: Json, actual: Json, pointer: string) => readonly Difference[];

export interface Matcher {
  /** What the argument must be, in words, when it is not that; null when it is. */
  readonly refuses: (argument: Json) => string | null;
  readonly judge: (argument: Json, actual: Json, pointer: string, compare: Compare) => readonly Difference[];
  /** The expectations inside the argument. */
  readonly inner: (argument: Json) => readonly Json[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

type Shape = Pick<Matcher, 'refuses' | 'inner'>;
const single: Shape = { refuses: () => null, inner: (argument) => [argument] };
const list: Shape = { refuses: (argument) => (isList(argument) ? null : 'takes a list'), inner: items };
const object: Shape = {
  refuses: (argument) => (isObject(argument) ? null : 'takes an object'),
  inner: (argument) => (isObject(argument) ? Object.values(argument) : []),
};

export const MATCHERS: Readonly<Record<string, Matcher>> = {
  $any: yesOrNo(
    takesTrue,
    () => true,
    () => 'anything',
  ),
  $type: yesOrNo(
    (argument) => (JSON_TYPES.some((type) => type === argument) ? null : `takes one of ${JSON_TYPES.join()}`),
    (argument, actual) => typeOf(actual) === argument,
    (argument) => `a value of type ${asText(argument)}`,
  ),
  $matches: yesOrNo(
    (argument) => (isRegularExpression(argument) ? null : 'takes a regular expression'),
    (argument, actual) => typeof actual === 'string' && new RegExp(asText(argument), 'u').test(actual),
    (argument) => `a text that matches ${show(argument)}`,
  ),
  $startsWith: yesOrNo(
    takesText,
    (argument, actual) => typeof actual === 'string' && actual.startsWith(asText(argument)),
    (argument) => `a text that starts with ${show(argument)}`,
  ),
  $includesText: yesOrNo(
    takesText,
    (argument, actual) => typeof actual === 'string' && actual.includes(asText(argument)),
    (argument) => `a text that includes ${show(argument)}`,
  ),
  $uuid: yesOrNo(
    takesTrue,
    (_, actual) => typeof actual === 'string' && UUID.test(actual),
    () => 'a UUID',
  ),
  $base64: yesOrNo(
    takesTrue,
    (_, actual) => typeof actual === 'string' && BASE64.test(actual),
    () => 'standard Base64',
  ),
  $instant: yesOrNo(
    (argument) =>
      ['seconds', 'fraction', 'any'].some((word) => word === argument)
        ? null
        : 'takes seconds, fraction or any',
    isInstant,
    (argument) => `an RFC 3339 instant in UTC (${asText(argument)})`,
  ),
  $integer: yesOrNo(
    takesTrue,
    (_, actual) => Number.isInteger(actual),
    () => 'a whole number',
  ),
  $atLeast: yesOrNo(
    (argument) => (['number', 'string'].includes(typeof argument) ? null : 'takes a number or a text'),
    (argument, actual) =>
      argument !== null && actual !== null && typeof actual === typeof argument && actual >= argument,
    (argument) => `at least ${show(argument)}`,
  ),
  $length: yesOrNo(
    (argument) => (Number.isSafeInteger(argument) ? null : 'takes a whole number'),
    (argument, actual) => isList(actual) && actual.length === argument,
    (argument) => `a list of ${asText(argument)}`,
  ),
  $not: withInner(single, (argument, actual, pointer, compare) =>
    compare(argument, actual, pointer).length > 0
      ? []
      : fails(pointer, `anything but ${show(argument)}`, actual),
  ),
  $oneOf: withInner(list, (argument, actual, pointer, compare) =>
    items(argument).some((option) => compare(option, actual, pointer).length === 0)
      ? []
      : fails(pointer, `one of ${show(argument)}`, actual),
  ),
  $all: withInner(list, (argument, actual, pointer, compare) =>
    items(argument).flatMap((part) => compare(part, actual, pointer)),
  ),
  $contains: withInner(object, (argument, actual, pointer, compare) => {
    if (!isObject(argument) || !isObject(actual)) return fails(pointer, 'an object', actual);
    const shown = Object.entries(actual).filter(([member]) => Object.hasOwn(argument, member));
    return compare(argument, Object.fromEntries(shown), pointer);
  }),
  $each: withInner(single, (argument, actual, pointer, compare) =>
    isList(actual)
      ? actual.flatMap((item, index) => compare(argument, item, below(pointer, index)))
      : fails(pointer, 'a list', actual),
  ),
  $includes: withInner(single, (argument, actual, pointer, compare) =>
    isList(actual) && actual.some((item) => compare(argument, item, pointer).length === 0)
      ? []
      : fails(pointer, `a list with an item like ${show(argument)}`, actual),
  ),
  $sameItems: withInner(list, (argument, actual, pointer, compare) =>
    isList(actual) &&
    pairsUp(items(argument), actual, (wish, item) => compare(wish, item, pointer).length === 0)
      ? []
      : fails(pointer, `the items of ${show(argument)} in any order`, actual),
  ),
};

/** A matcher that is a yes or no; `words` completes the sentence "expected ...". */
function yesOrNo(
  refuses: Matcher['refuses'],
  holds: (argument: Json, actual: Json) => boolean,
  words: (argument: Json) => string,
): Matcher {
  return {
    refuses,
    judge: (argument, actual, pointer) =>
      holds(argument, actual) ? [] : fails(pointer, words(argument), actual),
    inner: () => [],
  };
}

/** A matcher whose argument holds expectations. */
function withInner(shape: Shape, judge: Matcher['judge']): Matcher {
  return { ...shape, judge };
}

function takesTrue(argument: Json): string | null {
  return argument === true ? null : 'takes true';
}

function takesText(argument: Json): string | null {
  return typeof argument === 'string' ? null : 'takes a text';
}

function items(argument: Json): readonly Json[] {
  return isList(argument) ? argument : [];
}

function isInstant(argument: Json, actual: Json): boolean {
  const match = typeof actual === 'string' ? INSTANT.exec(actual) : null;
  if (match === null || Number.isNaN(Date.parse(match[0]))) return false;
  return argument === 'any' || (argument === 'fraction') === (match[1] !== undefined);
}

/** A variable inside the expression is judged as the letter x, since its value is not known yet. */
function isRegularExpression(argument: Json): boolean {
  if (typeof argument !== 'string') return false;
  try {
    new RegExp(argument.replace(/\$\{[A-Za-z0-9_]+\}/g, 'x'), 'u');
    return true;
  } catch {
    return false;
  }
}

function fails(pointer: string, expected: string, actual: Json): readonly Difference[] {
  return [{ pointer, message: `expected ${expected}, got ${show(actual)}` }];
}

/** A value in a message, shortened. */
export function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

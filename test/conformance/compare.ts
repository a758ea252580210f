// Compares an answer with what a case expects, whole: every member and none more, except where a matcher
// says so. A matcher that is not known is an error and never a literal object.
import { below, isList, isObject, type Json, type JsonObject } from './json.ts';
import { MATCHERS, show, type Difference, type Matcher } from './matchers.ts';

/** Everything in which the actual value is not as expected; empty when it is. Variables are already replaced. */
export function differences(expected: Json, actual: Json, pointer = ''): readonly Difference[] {
  if (isObject(expected)) {
    const found = matcherOf(expected);
    if (found !== null) {
      if (found.matcher === undefined) throw new Error(`${found.name} is not a matcher`);
      return found.matcher.judge(found.argument, actual, pointer, differences);
    }
    if (isObject(actual)) return objectDifferences(expected, actual, pointer);
  } else if (isList(expected) && isList(actual)) {
    return listDifferences(expected, actual, pointer);
  } else if (expected === actual) {
    return [];
  }
  return [{ pointer, message: `expected ${show(expected)}, got ${show(actual)}` }];
}

/** What is wrong with the matchers inside an expectation; `pointer` is into the expectation. */
export function checkExpectation(expected: Json, pointer: string): readonly Difference[] {
  if (isList(expected))
    return expected.flatMap((item, index) => checkExpectation(item, below(pointer, index)));
  if (!isObject(expected)) return [];
  const found = matcherOf(expected);
  if (found === null) {
    return Object.entries(expected).flatMap(([member, item]) =>
      checkExpectation(item, below(pointer, member)),
    );
  }
  const { name, matcher, argument } = found;
  if (matcher === undefined) return [{ pointer, message: `${name} is not a matcher` }];
  if (Object.keys(expected).length > 1) return [{ pointer, message: `${name} must be the only member` }];
  const problem = matcher.refuses(argument);
  if (problem !== null) return [{ pointer, message: `${name} ${problem}` }];
  return matcher.inner(argument).flatMap((item) => checkExpectation(item, below(pointer, name)));
}

function matcherOf(
  expected: JsonObject,
): { readonly name: string; readonly matcher: Matcher | undefined; readonly argument: Json } | null {
  const name = Object.keys(expected).find((member) => member.startsWith('$'));
  if (name === undefined) return null;
  const matcher = Object.hasOwn(MATCHERS, name) ? MATCHERS[name] : undefined;
  return { name, matcher, argument: expected[name] ?? null };
}

function objectDifferences(expected: JsonObject, actual: JsonObject, pointer: string): readonly Difference[] {
  const extra = Object.keys(actual).filter((member) => !Object.hasOwn(expected, member));
  return [
    ...Object.entries(expected).flatMap(([member, item]) => {
      const found = Object.hasOwn(actual, member) ? actual[member] : undefined;
      return found === undefined
        ? [{ pointer: below(pointer, member), message: 'is missing' }]
        : differences(item, found, below(pointer, member));
    }),
    ...extra.map((member) => ({ pointer: below(pointer, member), message: 'is there but not expected' })),
  ];
}

function listDifferences(
  expected: readonly Json[],
  actual: readonly Json[],
  pointer: string,
): readonly Difference[] {
  const length =
    expected.length === actual.length
      ? []
      : [{ pointer, message: `expected ${expected.length} items, got ${actual.length}` }];
  const both = expected.slice(0, actual.length);
  return [
    ...length,
    ...both.flatMap((item, index) => differences(item, actual[index] ?? null, below(pointer, index))),
  ];
}

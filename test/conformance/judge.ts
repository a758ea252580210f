// Holds one answer against one expectation and says precisely what differs.
import type { Expectation } from './case.ts';
import { differences } from './compare.ts';
import type { Json } from './json.ts';
import type { Incoming } from './send.ts';
import { substitute, type Variables } from './variables.ts';

/** One line for each difference; empty when the answer is as expected. */
export function judge(expect: Expectation, answer: Incoming, variables: Variables): readonly string[] {
  const lines: string[] = [];
  if (answer.status !== expect.status) lines.push(`status: expected ${expect.status}, got ${answer.status}`);
  for (const [name, template] of expect.headers)
    lines.push(...headerLines(name, template, answer, variables));
  return [...lines, ...bodyLines(expect.body, answer, variables)];
}

/** The JSON of a body, or undefined when it is not JSON. */
export function jsonOf(answer: Incoming): Json | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.body)) as Json;
  } catch {
    return undefined;
  }
}

function headerLines(
  name: string,
  template: Json,
  answer: Incoming,
  variables: Variables,
): readonly string[] {
  const found = answer.headers.get(name);
  if (template === null) return found === undefined ? [] : [`header ${name}: must be absent, is ${found}`];
  if (found === undefined) return [`header ${name}: is missing`];
  return differences(substitute(template, variables), found).map(
    ({ message }) => `header ${name}: ${message}`,
  );
}

function bodyLines(body: Expectation['body'], answer: Incoming, variables: Variables): readonly string[] {
  if (body.kind === 'any') return [];
  if (body.kind === 'empty') {
    return answer.body.length === 0 ? [] : [`body: expected none, got ${answer.body.length} bytes`];
  }
  const expected = substitute(body.value, variables);
  if (body.kind === 'text') {
    return differences(expected, answer.body.toString('utf8')).map(({ message }) => `body: ${message}`);
  }
  const actual = jsonOf(answer);
  if (actual === undefined) return [`body: expected JSON, got ${answer.body.length} bytes that are not`];
  return differences(expected, actual).map(({ pointer, message }) => `body${pointer}: ${message}`);
}

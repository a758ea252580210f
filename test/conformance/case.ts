// The format of a conformance case, read strictly: a misspelled member is an error, never a check that is
// silently not made. conformance/README.md explains it to authors.
import { parseStrictJson } from '../../server/src/http/strict-json.ts';
import { CaseReader } from './case-reader.ts';
import { below, isList, isObject, type Json, type JsonObject } from './json.ts';
import { isVariableName } from './variables.ts';

export interface Case {
  readonly title: string;
  readonly source: string;
  readonly bootstrap: JsonObject | null;
  readonly settings: JsonObject;
  /** Values that must show neither in the server's log nor in the answer of a step without `mayShow`. */
  readonly secretValues: readonly string[];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly title: string;
  /** Moves the server's clock before anything else. */
  readonly advanceSeconds: number;
  /** Variables whose values are generators or templates, in order. */
  readonly bind: readonly (readonly [string, Json])[];
  readonly request: RequestTemplate;
  readonly repeat: number;
  /** Sent at once rather than one after the other. */
  readonly together: boolean;
  /** With `count` answers to each; a single one when not together. */
  readonly expect: readonly Expectation[];
  /** Variable name to `header:NAME` or a JSON pointer into the body. */
  readonly save: readonly (readonly [string, string])[];
  readonly mayShow: boolean;
}

export interface RequestTemplate {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, Json])[];
  readonly body: { readonly kind: 'none' | 'json' | 'text' | 'base64'; readonly value: Json };
}

export interface Expectation {
  readonly count: number;
  readonly status: number;
  /** Null: the header must be absent. */
  readonly headers: readonly (readonly [string, Json])[];
  readonly body: { readonly kind: 'any' | 'empty' | 'json' | 'text'; readonly value: Json };
}

/** What is wrong with a case file, one line for each problem. */
export class MalformedCase extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'MalformedCase';
    this.problems = problems;
  }
}

/** The case of a file's bytes. Throws MalformedCase with everything that is wrong. */
export function parseCase(bytes: Uint8Array): Case {
  let root: Json;
  try {
    root = parseStrictJson(bytes) as Json;
  } catch (error) {
    throw new MalformedCase([error instanceof Error ? error.message : String(error)]);
  }
  const reader = new CaseReader();
  const result = readCase(reader, root);
  if (reader.problems.length > 0) throw new MalformedCase(reader.problems);
  return result;
}

function readCase(reader: CaseReader, root: Json): Case {
  const top = reader.object(root, '', ['title', 'source', 'steps'], ['given', 'secretValues']);
  const given = reader.object(top['given'] ?? {}, '/given', [], ['bootstrap', 'settings']);
  const secretValues = reader.list(top['secretValues'] ?? [], '/secretValues').map((value, index) => {
    const text = reader.text(value, `/secretValues/${index}`);
    if (text.length < 6) reader.report(`/secretValues/${index}`, 'is too short to be told from other text');
    return text;
  });
  const steps = reader.list(top['steps'], '/steps');
  if (steps.length === 0) reader.report('/steps', 'has no step');
  return {
    title: reader.text(top['title'], '/title'),
    source: reader.text(top['source'], '/source'),
    bootstrap:
      given['bootstrap'] === undefined ? null : reader.members(given['bootstrap'], '/given/bootstrap'),
    settings: reader.members(given['settings'] ?? {}, '/given/settings'),
    secretValues,
    steps: steps.map((step, index) => readStep(reader, step, `/steps/${index}`)),
  };
}

function readStep(reader: CaseReader, value: Json, pointer: string): Step {
  const optional = ['title', 'bind', 'repeat', 'together', 'save', 'mayShow', 'advanceSeconds'];
  const step = reader.object(value, pointer, ['request', 'expect'], optional);
  const repeat = reader.whole(step['repeat'] ?? 1, `${pointer}/repeat`, 1);
  const together = reader.flag(step['together'], `${pointer}/together`);
  const bind = Object.entries(reader.members(step['bind'] ?? {}, `${pointer}/bind`));
  const save = Object.entries(reader.members(step['save'] ?? {}, `${pointer}/save`));
  for (const [name] of [...bind, ...save]) {
    if (!isVariableName(name)) reader.report(pointer, `"${name}" cannot be the name of a variable`);
  }
  for (const [name, template] of bind) reader.generators(template, below(`${pointer}/bind`, name));
  const expect = together ? reader.list(step['expect'], `${pointer}/expect`) : [step['expect'] ?? null];
  const expectations = expect.map((item, index) =>
    readExpectation(
      reader,
      item,
      together ? `${pointer}/expect/${index}` : `${pointer}/expect`,
      together,
      repeat,
    ),
  );
  if (together && expectations.reduce((sum, { count }) => sum + count, 0) !== repeat) {
    reader.report(`${pointer}/expect`, `must have counts whose sum is ${repeat}`);
  }
  if (together && save.length > 0)
    reader.report(`${pointer}/save`, 'cannot save from answers that come together');
  return {
    title: step['title'] === undefined ? '' : reader.text(step['title'], `${pointer}/title`),
    advanceSeconds: reader.whole(step['advanceSeconds'] ?? 0, `${pointer}/advanceSeconds`, 0),
    bind,
    request: readRequest(reader, step['request'] ?? null, `${pointer}/request`),
    repeat,
    together,
    expect: expectations,
    save: save.map(([name, where]) => [name, readPlace(reader, where, below(`${pointer}/save`, name))]),
    mayShow: reader.flag(step['mayShow'], `${pointer}/mayShow`),
  };
}

function readPlace(reader: CaseReader, value: Json, pointer: string): string {
  const place = reader.text(value, pointer);
  if (!/^(?:header:.+|\/.*|)$/s.test(place)) reader.report(pointer, 'must be a JSON pointer or header:NAME');
  return place;
}

function readRequest(reader: CaseReader, value: Json, pointer: string): RequestTemplate {
  const bodies = ['json', 'text', 'base64'] as const;
  const request = reader.object(value, pointer, ['method', 'path'], ['headers', ...bodies]);
  const given = bodies.filter((kind) => request[kind] !== undefined);
  const kind = given[0] ?? 'none';
  if (given.length > 1) reader.report(pointer, `has more than one of ${given.join(', ')}`);
  const body = kind === 'none' ? null : (request[kind] ?? null);
  if (kind === 'base64') reader.text(body ?? undefined, `${pointer}/base64`);
  if (kind === 'text' && typeof body !== 'string' && !isObject(body)) {
    reader.report(`${pointer}/text`, 'must be a text or a generator of one');
  }
  reader.generators(body, pointer);
  const headers = Object.entries(reader.members(request['headers'] ?? {}, `${pointer}/headers`));
  return {
    method: reader.text(request['method'], `${pointer}/method`),
    path: reader.text(request['path'], `${pointer}/path`),
    headers: headers.flatMap(([name, values]) =>
      (isList(values) ? values : [values]).map((item) => {
        reader.generators(item, below(`${pointer}/headers`, name));
        return [name, item] as const;
      }),
    ),
    body: { kind, value: body },
  };
}

function readExpectation(
  reader: CaseReader,
  value: Json,
  pointer: string,
  counted: boolean,
  repeat: number,
): Expectation {
  const required = counted ? ['count', 'status'] : ['status'];
  const expect = reader.object(value, pointer, required, ['headers', 'json', 'text', 'empty']);
  const bodies = (['json', 'text', 'empty'] as const).filter((kind) => expect[kind] !== undefined);
  if (bodies.length > 1) reader.report(pointer, `has more than one of ${bodies.join(', ')}`);
  const kind = bodies[0] ?? 'any';
  const body = kind === 'any' ? null : (expect[kind] ?? null);
  if (kind === 'empty' && body !== true) reader.report(`${pointer}/empty`, 'must be true');
  if (kind === 'text' && typeof body !== 'string' && !isObject(body)) {
    reader.report(`${pointer}/text`, 'must be a text or a matcher');
  }
  const headers = Object.entries(reader.members(expect['headers'] ?? {}, `${pointer}/headers`));
  if (kind !== 'empty') reader.matchers(body, `${pointer}/${kind}`);
  for (const [name, item] of headers) reader.matchers(item, below(`${pointer}/headers`, name));
  return {
    count: counted ? reader.whole(expect['count'], `${pointer}/count`, 0) : repeat,
    status: reader.whole(expect['status'], `${pointer}/status`, 100),
    headers: headers.map(([name, item]) => [name.toLowerCase(), item]),
    body: { kind, value: body },
  };
}

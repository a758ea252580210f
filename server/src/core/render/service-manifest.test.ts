import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AppError } from '../../base/errors.ts';
import { parseServiceManifest } from './service-manifest.ts';

const service = (spec: string): string => `kind: ExternalService\nname: web\nspec: ${spec}`;

function issuesOf(text: string): readonly string[] {
  try {
    parseServiceManifest(text);
  } catch (error) {
    return ((error as AppError).details.issues ?? []).map(({ path, message }) => `${path} ${message}`);
  }
  return [];
}

test('scalars stay the text of the file', () => {
  const texts = ['1.10', '0123', '1e3', 'yes', 'null', '~', '0x1F', '2020-01-01', "'quoted'", '"a\\tb"'];
  const { env } = parseServiceManifest(
    service(`{env: [${texts.map((text, index) => `{name: V${index}, value: ${text}}`).join(', ')}]}`),
  );
  assert.deepEqual(
    env.map((variable) => ('value' in variable ? variable.value : null)),
    ['1.10', '0123', '1e3', 'yes', 'null', '~', '0x1F', '2020-01-01', 'quoted', 'a\tb'],
  );
});

test('block text keeps its lines', () => {
  const { env } = parseServiceManifest(
    service('\n  env:\n    - name: A\n      value: |\n        one\n        two\n'),
  );
  assert.deepEqual(env, [{ name: 'A', path: 'spec.env[0]', value: 'one\ntwo\n' }]);
});

test('nothing behind env or image_pull_secret is none', () => {
  const { env, imagePullSecret } = parseServiceManifest(service('\n  env:\n  image_pull_secret:\n'));
  assert.deepEqual([env, imagePullSecret], [[], null]);
});

test('a bomb of aliases is not followed', () => {
  const bomb = Array.from(
    { length: 30 },
    (_, i) => `  a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}, *a${i - 1}`}]`,
  );
  const text = `kind: ExternalService\nname: web\nspec:\n${bomb.join('\n')}\n  env: *a29`;
  assert.deepEqual(issuesOf(text), ['spec.env must be a list']);
});

test('every problem is told at once, none with a value', () => {
  const issues = issuesOf(
    'kind: x\nspec: {env: [a, {name: B, value: {}}, {name: "\\0", value: y}, {name: C, value: !!int 5}]}',
  );
  assert.deepEqual(issues, [
    'kind must be ExternalService or InternalService',
    'name must be a non-empty string',
    'spec.env[0] must be a mapping with name, and value or secret',
    'spec.env[1].value must be a scalar without NUL',
    'spec.env[2].name must be a non-empty string without = and NUL',
    'spec.env[3].value must be a scalar without NUL',
  ]);
});

test('no text makes it throw anything else', () => {
  for (const text of ['', '---', '[', '%YAML 9', '\0', '- a', '"', 'a: b: c', '*x', '!!map x', '\ufeff{}']) {
    assert.throws(() => parseServiceManifest(text), { code: 'invalid-input' }, JSON.stringify(text));
  }
});

// The rules of names, types and fields, each problem under its own key.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { RejectedInput } from './errors.ts';
import { CATALOGUE } from './messages.ts';
import { isSecretName, parseLogin, parseSecret } from './validation.ts';

const words = CATALOGUE.en;
const registry = { server: 'reg.example.com:5000', username: 'bob', password: 'p=w=d' };

function problems(run: () => unknown): Record<string, readonly string[]> {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof RejectedInput, String(error));
    return Object.fromEntries(error.fields);
  }
  return assert.fail('nothing was refused');
}

describe('names', () => {
  test('keep the alphabet and the length', () => {
    for (const name of ['a', '0', 'a-b.c', 'a..b', 'a--b', 'a.-b', 'a'.repeat(253)]) {
      assert.equal(isSecretName(name), true, name);
    }
    for (const name of [
      '',
      '-',
      '.',
      '-a',
      'a-',
      'a.',
      '.a',
      'A',
      'a_b',
      'a/b',
      'a b',
      'é',
      'a\n',
      'a'.repeat(254),
    ]) {
      assert.equal(isSecretName(name), false, JSON.stringify(name));
    }
  });

  test('a long bad name costs no more than its length', () => {
    const started = performance.now();
    assert.equal(isSecretName(`${'a-'.repeat(126)}_`), false);
    assert.deepEqual(problems(() => parseSecret({ name: `${'a-'.repeat(500_000)}_` }, words))['name'], [
      words.nameTooLong,
    ]);
    assert.ok(performance.now() - started < 250);
  });
});

describe('a secret', () => {
  test('of each type is taken as it is, without trimming', () => {
    const value = ' \n\u0000پ💧 ';
    assert.deepEqual(
      parseSecret({ name: 'my-env', type: 'environment-secret', fields: { SECRET_KEY: value } }, words),
      { name: 'my-env', type: 'environment-secret', fields: { SECRET_KEY: value } },
    );
    const email = 'bob@example.com';
    assert.deepEqual(
      parseSecret({ name: 'r', type: 'docker-registry', fields: { ...registry, email } }, words).fields,
      { ...registry, email },
    );
  });

  test('an empty email counts as none, one of another type does not', () => {
    const secret = { name: 'r', type: 'docker-registry', fields: { ...registry, email: '' } };
    assert.deepEqual(parseSecret(secret, words).fields, registry);
    const wrong = { name: 'r', type: 'docker-registry', fields: { ...registry, email: null } };
    assert.deepEqual(
      problems(() => parseSecret(wrong, words)),
      { email: [words.notString] },
    );
  });

  test('the server may be an address, a host or a URL, without spaces and control characters', () => {
    const withServer = (server: string) => ({
      name: 'r',
      type: 'docker-registry',
      fields: { ...registry, server },
    });
    for (const server of ['localhost', '127.0.0.1:5000', '[::1]:5000', 'https://reg.example.museum/v2/']) {
      assert.equal(parseSecret(withServer(server), words).fields['server'], server);
    }
    for (const server of ['a b', ' a', 'a\t', 'a\u0000', 'a\u2003b', 'a\u0085']) {
      assert.deepEqual(
        problems(() => parseSecret(withServer(server), words)),
        {
          server: [words.serverSpaces],
        },
      );
    }
  });

  test('every problem is named at once', () => {
    assert.deepEqual(
      problems(() => parseSecret({}, words)),
      {
        name: [words.required],
        type: [words.required],
        fields: [words.required],
      },
    );
    const partial = { name: 'Bad_Name', type: 'docker-registry', fields: { server: 'a', password: '' } };
    assert.deepEqual(
      problems(() => parseSecret(partial, words)),
      {
        name: [words.nameAlphabet],
        username: [words.required],
        password: [words.notBlank],
      },
    );
    const other = { name: 'x3', type: 'environment-secret', fields: { OTHER: '1' } };
    assert.deepEqual(
      problems(() => parseSecret(other, words)),
      {
        SECRET_KEY: [words.required],
        OTHER: [words.unknownField],
      },
    );
  });

  test('wrong types are named, bodies that are no object refused whole', () => {
    assert.deepEqual(
      problems(() => parseSecret({ name: 1, type: ['x'], fields: [] }, words)),
      {
        name: [words.notString],
        type: [words.notString],
        fields: [words.notObject],
      },
    );
    assert.deepEqual(
      problems(() =>
        parseSecret({ name: 'x', type: 'environment-secret', fields: { SECRET_KEY: 5 } }, words),
      ),
      { SECRET_KEY: [words.notString] },
    );
    for (const body of [null, [], 'x', 5, true, undefined]) {
      assert.deepEqual(
        problems(() => parseSecret(body, words)),
        {
          non_field_errors: [words.bodyNotObject],
        },
      );
    }
  });

  test('a type that is no own key of the table is unknown', () => {
    for (const type of ['nope', 'toString', 'constructor', 'hasOwnProperty']) {
      assert.deepEqual(
        problems(() => parseSecret({ name: 'x1', type, fields: { a: 'b' } }, words)),
        {
          type: [words.typeUnknown],
        },
      );
    }
  });

  test('unknown members are named, but never long, strange or without end', () => {
    const base = { name: 'x', type: 'environment-secret', fields: { SECRET_KEY: 'v' } };
    assert.deepEqual(
      problems(() => parseSecret({ ...base, namespace: 'n' }, words)),
      {
        namespace: [words.unknownField],
      },
    );
    assert.deepEqual(
      problems(() => parseSecret({ ...base, ['s'.repeat(65)]: 1 }, words)),
      {
        non_field_errors: [words.unknownFields],
      },
    );
    const slipped = { ...base, fields: { SECRET_KEY: 'v', 'hunter two': '' } };
    assert.deepEqual(
      problems(() => parseSecret(slipped, words)),
      { fields: [words.unknownFields] },
    );
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, 1]));
    assert.equal(Object.keys(problems(() => parseSecret({ ...base, ...many }, words))).length, 11);
  });

  test('a field called like a member of the body is blamed on fields', () => {
    const body = { name: 'x', type: 'environment-secret', fields: { SECRET_KEY: 'v', name: 'y' } };
    assert.deepEqual(
      problems(() => parseSecret(body, words)),
      { fields: [words.unknownFields] },
    );
  });
});

test('a login needs both members and no other', () => {
  assert.deepEqual(parseLogin({ username: 'alice', password: ' ' }, words), {
    username: 'alice',
    password: ' ',
  });
  assert.deepEqual(
    problems(() => parseLogin({ username: '' }, words)),
    {
      username: [words.notBlank],
      password: [words.required],
    },
  );
  assert.deepEqual(
    problems(() => parseLogin({ username: 'a', password: 'b', otp: '1' }, words)),
    {
      otp: [words.unknownField],
    },
  );
});

// Which spaces are namespaces, which of them count as the caller's own, and what he is there.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { BUILT_IN_ROLES, parseSpaceTemplate } from '../../core/index.ts';
import type { AccessReason, Action, Caller, SpaceSummary } from '../../core/index.ts';
import { candidatesAmong, chosenNamespace, preferred, roleIn } from './namespaces.ts';

const administrator: AccessReason = { kind: 'administrator' };

function grant(role: string): AccessReason {
  return { kind: 'grant', grantId: 'g', role, pattern: 'fandogh/shop' };
}

function space(path: string, reasons: AccessReason[], actions: readonly Action[] = ['list']): SpaceSummary {
  return { id: path, path, personal: false, createdAt: 0, actions, reasons };
}

function callerNamed(name: string): Caller {
  return {
    requestId: 'r',
    dialect: 'fandogh',
    address: '127.0.0.1',
    principal: { kind: 'user', id: 'u', name, email: null, admin: true },
    token: null,
  };
}

const own = (template: string, spaces: readonly SpaceSummary[], name = 'Alice') =>
  preferred(candidatesAmong(spaces, parseSpaceTemplate(template), callerNamed(name))).map(
    (candidate) => candidate.name,
  );

describe('the header', () => {
  test('chooses unless it is empty or one of the words that mean nothing', () => {
    assert.equal(chosenNamespace('ns1'), 'ns1');
    for (const header of [undefined, '', '  ', 'null', 'undefined'])
      assert.equal(chosenNamespace(header), null);
  });
});

describe('namespaces of a caller', () => {
  test('are the spaces that the template could have made, by name', () => {
    const spaces = [
      space('fandogh/shop', [grant('owner')]),
      space('fandogh/blog', [grant('viewer')]),
      space('fandogh/shop/deeper', [grant('owner')]),
      space('other/shop', [grant('owner')]),
    ];
    assert.deepEqual(own('fandogh/{namespace}', spaces), ['blog', 'shop']);
  });

  test("an administrator's right to everything counts only where nothing was given to him", () => {
    const blanket = [space('fandogh/a', [administrator]), space('fandogh/b', [administrator])];
    assert.deepEqual(own('fandogh/{namespace}', blanket), ['a', 'b']);
    const given = [...blanket, space('fandogh/c', [administrator, grant('owner')])];
    assert.deepEqual(own('fandogh/{namespace}', given), ['c']);
    const home = [...blanket, space('fandogh/d', [{ kind: 'home' }])];
    assert.deepEqual(own('fandogh/{namespace}', home), ['d']);
  });

  test("with {username} only one's own, without {namespace} the last segment", () => {
    const spaces = [space('users/alice', [grant('owner')]), space('users/bob', [grant('owner')])];
    assert.deepEqual(own('users/{username}', spaces), ['alice']);
    assert.deepEqual(own('apps/shop', [space('apps/shop', [grant('owner')])]), ['shop']);
  });
});

describe('the role', () => {
  test('is ADMIN with create, change and delete together', () => {
    assert.equal(roleIn({ actions: BUILT_IN_ROLES.writer, reasons: [grant('writer')] }), 'ADMIN');
    assert.equal(roleIn({ actions: ['list', 'create', 'change'], reasons: [grant('x')] }), 'DEVELOPER');
  });

  test('is OPERATOR by that grant alone, DEVELOPER otherwise', () => {
    assert.equal(roleIn({ actions: ['list'], reasons: [grant('fandogh-operator')] }), 'OPERATOR');
    assert.equal(roleIn({ actions: ['list'], reasons: [grant('fandogh-developer')] }), 'DEVELOPER');
    assert.equal(
      roleIn({ actions: BUILT_IN_ROLES.owner, reasons: [grant('fandogh-operator'), grant('owner')] }),
      'ADMIN',
    );
  });
});

// Op strings: bare names allow any workspace when a token is asked for, never when a call is made.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inScope, isDeclared, opString, rawQueryOf, SECRET_PROVIDER, toScope, workspaceOf } from './ops.ts';

const permission = (...ops: string[]) => ({ ...SECRET_PROVIDER, ops });

test('an op is declared verbatim or by its bare name', () => {
  const declared = [permission('RetrieveSecret?workspace=notes', 'CreateSecret')];
  assert.equal(isDeclared(declared, permission('RetrieveSecret?workspace=notes')), true);
  assert.equal(isDeclared(declared, permission('CreateSecret?workspace=anything', 'CreateSecret')), true);
  assert.equal(isDeclared(declared, permission('RetrieveSecret?workspace=other')), false);
  assert.equal(isDeclared(declared, permission('RetrieveSecret')), false);
  assert.equal(
    isDeclared(declared, permission('CreateSecret?workspace=a', 'DeleteSecret?workspace=a')),
    false,
  );
});

test('asking for no op at all is not declared', () => {
  assert.equal(isDeclared([permission('RetrieveSecret')], permission()), false);
});

test('a declaration counts for its own provider alone, over all of its entries', () => {
  const declared = [permission('ListSecret'), { ...permission('CreateSecret'), version: 'v2' }];
  assert.equal(isDeclared(declared, permission('CreateSecret')), false);
  assert.equal(isDeclared(declared, { ...permission('CreateSecret'), version: 'v2' }), true);
  assert.equal(
    isDeclared([permission('A'), permission('B')], permission('A', 'B')),
    true,
    'two entries of one provider count together',
  );
});

test('a call equals one op of its token, byte for byte', () => {
  const scope = toScope(permission('RetrieveSecret?workspace=notes', 'ListSecret'));
  const allows = (op: string) => inScope(scope, SECRET_PROVIDER, op);
  assert.equal(allows('RetrieveSecret?workspace=notes'), true);
  for (const op of [
    'RetrieveSecret?workspace=Notes',
    'RetrieveSecret?workspace=note%73',
    'RetrieveSecret?workspace=notes&',
    'RetrieveSecret?workspace=notes&env=dev',
    'RetrieveSecret?env=dev&workspace=notes',
    'RetrieveSecret',
    'ListSecret?workspace=notes',
  ]) {
    assert.equal(allows(op), false, op);
  }
  assert.equal(inScope(scope, { ...SECRET_PROVIDER, group: 'other' }, 'ListSecret'), false);
});

test('scope entries of different providers never meet', () => {
  const scope = toScope({ dataType: 'a","b', group: 'c', version: 'v1', ops: ['Op'] });
  assert.equal(inScope(scope, { dataType: 'a', group: 'b","c', version: 'v1' }, 'Op'), false);
});

test('a query is taken undecoded, its workspace is decoded once', () => {
  assert.equal(rawQueryOf('/RetrieveSecret?workspace=a%2Fb?c'), 'workspace=a%2Fb?c');
  assert.equal(rawQueryOf('/RetrieveSecret'), '');
  assert.equal(opString('ListSecret', ''), 'ListSecret');
  assert.equal(opString('ListSecret', 'workspace=a'), 'ListSecret?workspace=a');
  assert.equal(workspaceOf('workspace=a%252e'), 'a%2e');
  assert.equal(workspaceOf('workspace=first&workspace=second'), 'first');
  assert.equal(workspaceOf('workspace='), null);
  assert.equal(workspaceOf('Workspace=a'), null);
});

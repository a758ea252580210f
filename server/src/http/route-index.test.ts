// Which methods a path knows: by whole segments, with parameters that are not empty and a wildcard at the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RouteIndex } from './route-index.ts';

const index = new RouteIndex();
index.add('/secrets', ['GET', 'POST']);
index.add('/secrets/:name', ['GET']);
index.add('/secrets/:name', ['DELETE', 'PUT']);
index.add('/secrets/:name/versions/:version', ['GET']);
index.add('/secrets/import', ['POST']);
index.add('/files/*', ['GET']);
index.add('/slash/', ['GET']);
index.add('/api//double', ['GET']);

const PATHS: readonly [string, readonly string[]][] = [
  ['/secrets', ['GET', 'POST']],
  ['/secrets/', []],
  ['/secrets/one', ['DELETE', 'GET', 'PUT']],
  ['/secrets/one%2Ftwo', ['DELETE', 'GET', 'PUT']],
  ['/secrets/import', ['DELETE', 'GET', 'POST', 'PUT']],
  ['/secrets/one/', []],
  ['/secrets/one/versions', []],
  ['/secrets/one/versions/2', ['GET']],
  ['/secrets//versions/2', []],
  ['/secrets/one/versions/2/more', []],
  ['/Secrets', []],
  ['/files/a', ['GET']],
  ['/files/a/b', ['GET']],
  ['/files/', ['GET']],
  ['/files', []],
  ['/slash/', ['GET']],
  ['/slash', []],
  ['/api//double', ['GET']],
  ['/api/double', []],
  ['/', []],
  ['', []],
  ['*', []],
  ['/:name', []],
];

for (const [path, methods] of PATHS) {
  test(`${path === '' ? 'the empty path' : path} knows ${methods.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(index.methodsOf(path), methods);
  });
}

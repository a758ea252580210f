import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseListQuery } from './list-query.ts';

const filters = (query: string, peer = 23) => parseListQuery(`/admin/secrets?${query}`, peer).filters;

test('without parameters everything has its default', () => {
  assert.deepEqual(parseListQuery('/admin/secrets', 23), {
    queries: [],
    range: null,
    orderBy: 'name',
    descending: false,
    filters: [],
  });
});

test('queries keep their order and their text', () => {
  assert.deepEqual(parseListQuery('/x?query=b+c&query=a%26&query=', 23).queries, ['b c', 'a&', '']);
});

test('an unknown sort field and a strange direction fall back', () => {
  assert.equal(parseListQuery('/x?orderBy=updated', 23).orderBy, 'updated');
  for (const name of ['secret', 'Name', 'constructor', '']) {
    assert.equal(parseListQuery(`/x?orderBy=${name}`, 23).orderBy, 'name');
  }
  assert.equal(parseListQuery('/x?descending=TRUE', 23).descending, true);
  assert.equal(parseListQuery('/x?descending=1', 23).descending, false);
});

test('the three forms of filterBy say the same', () => {
  const expected = [
    { name: 'name', value: 'us-east' },
    { name: 'tags', value: 'aws' },
  ];
  assert.deepEqual(filters('name=us-east&tags=aws'), expected);
  assert.deepEqual(filters('filterBy=map%5Bname%3Aus-east+tags%3Aaws%5D'), expected);
  assert.deepEqual(filters('filterBy=map[name:us-east tags:aws]'), expected);
  assert.deepEqual(filters('filterBy[name]=us-east&filterBy[tags]=aws'), expected);
  assert.deepEqual(filters('filterBy%5Bname%5D=us-east&filterBy%5Btags%5D=aws'), expected);
});

test('the value of a printed Go map may hold spaces, colons and brackets', () => {
  assert.deepEqual(filters('filterBy=map[name:my first: [object] notes:see http://x]'), [
    { name: 'name', value: 'my first: [object]' },
    { name: 'notes', value: 'see http://x' },
  ]);
  assert.deepEqual(filters('filterBy=map[]'), []);
  assert.deepEqual(filters('filterBy=nonsense'), []);
});

test('names that are no field of the version are left out', () => {
  assert.deepEqual(filters('foo=1&filterBy[bar]=2&type=Generic&username=a'), []);
  assert.deepEqual(filters('type=Generic&filterBy=map[username:a]', 25), [
    { name: 'type', value: 'Generic' },
    { name: 'username', value: 'a' },
  ]);
});

test('a broken percent-escape is text', () => {
  assert.deepEqual(filters('name=%zz'), [{ name: 'name', value: '%zz' }]);
});

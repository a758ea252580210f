// A path means the same before and after, and only what RFC 3986 calls unreserved is spelt anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { withPlainPath } from './plain-path.ts';

test('letters, digits and three signs lose their escape', () => {
  for (let code = 0; code < 256; code += 1) {
    const letter = String.fromCharCode(code);
    const escape = `%${code.toString(16).padStart(2, '0')}`;
    const expected = /[A-Za-z0-9_~-]/.test(letter) ? letter : escape;
    assert.equal(withPlainPath(`/x${escape}`), `/x${expected}`);
    assert.equal(
      withPlainPath(`/x${escape.toUpperCase()}`),
      /[A-Za-z0-9_~-]/.test(letter) ? `/x${letter}` : `/x${escape.toUpperCase()}`,
    );
  }
});

test('the query, dots, slashes and what is escaped twice stay', () => {
  for (const target of ['/a?b=%61', '/%2e%2e/a', '/a%2Fb', '/%2561', '/%', '/%6', '/%zz', '*', '']) {
    assert.equal(withPlainPath(target), target);
  }
});

test('behind a stray percent sign nothing becomes an escape that was none', () => {
  const kept = ['/%%36%31', '/%2%35', '/%6%31', '/%%2561', '/%', '/%%', '/a%zz'];
  for (const target of kept) assert.match(withPlainPath(target), /%(?![0-9a-f]{2})/i, target);
  assert.equal(withPlainPath('/%61dmin/%'), '/admin/%');
  assert.equal(withPlainPath('/v%31alp%68a1/acc%ess'), '/v1alpha1/acc%ess');
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('%', '2', '5', '6', '1', '%36', '%31', '%61', '%25', '%2', 'x'), {
        maxLength: 12,
      }),
      (parts) => {
        const target = `/${parts.join('')}`;
        const stray = /%(?![0-9a-f]{2})/i;
        assert.equal(stray.test(withPlainPath(target)), stray.test(target), target);
      },
    ),
    { numRuns: 5000 },
  );
});

test('what a path decodes to does not change', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      (text) => {
        const path = `/${[...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`;
        assert.equal(decodeURIComponent(withPlainPath(path)), `/${text}`);
      },
    ),
  );
});

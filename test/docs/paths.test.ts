// Every path of the repository that a document names exists, and every link between documents leads somewhere.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const documents = globSync(['*.md', 'docs/**/*.md', 'conformance/README.md'], { cwd: root });

/** Paths in backticks that start in one of our folders; those with a placeholder in capitals are patterns. */
function namedPaths(text: string): readonly string[] {
  const paths = [...text.matchAll(/`((?:server|cli|sdk|web|test|bench|docs|conformance|\.ci)\/[^`\s]*)`/g)];
  return paths.map((match) => match[1] ?? '').filter((path) => !/[<>*{}]|[A-Z]{3}/.test(path));
}

function linkedFiles(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
}

test('documents were found', () => {
  assert.ok(documents.includes('docs/architecture.md'));
  assert.ok(namedPaths(readFileSync(join(root, 'docs/architecture.md'), 'utf8')).length > 10);
});

for (const document of documents) {
  test(`${document} names what exists`, () => {
    const text = readFileSync(join(root, document), 'utf8');
    const missing = [
      ...namedPaths(text).filter((path) => !existsSync(join(root, path))),
      ...linkedFiles(text).filter((file) => !existsSync(join(root, dirname(document), file))),
    ];
    assert.deepEqual(missing, []);
  });
}

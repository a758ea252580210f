// Only server/src/config and cli/src/environment.ts read the environment. Judged on the syntax tree, so that aliases of `process` and
// its ways around the import rules are seen, and words in comments are not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import type { Violation } from './violation.ts';

export const PROCESS_RULE = 'only-config-reads-process-env';

const SHIPS = /^(?:server\/src|cli|sdk|web)\/(?!.*\.test\.ts$)/;
const MAY = /^(?:server\/src\/config\/|cli\/src\/environment\.ts$)/;
/** Members of `process` that reach the environment or modules behind the back of the import rules. */
const REFUSED = new Set(['env', 'loadEnvFile', 'getBuiltinModule', 'binding', 'mainModule']);

/** The places where files that ship, other than config's, use `process` for more than its harmless members. */
export function processViolations(root: string, files: readonly string[]): readonly Violation[] {
  return files
    .filter((file) => SHIPS.test(file) && !MAY.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      if (!text.includes('process')) return [];
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      return usesOfProcess(source).map((to) => ({ rule: PROCESS_RULE, from: file, to }));
    });
}

function usesOfProcess(source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && /^(?:node:)?process$/.test(node.text) && isModuleName(node)) {
      found.push(node.text);
    }
    if (ts.isIdentifier(node) && node.text === 'process') {
      const use = refusedUse(node);
      if (use !== null) found.push(use);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isModuleName(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  return ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isCallExpression(parent);
}

/** What the identifier `process` is used for, when that is refused. */
function refusedUse(node: ts.Identifier): string | null {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) {
    if (parent.expression === node) return REFUSED.has(parent.name.text) ? parent.getText() : null;
    return parent.expression.getText().startsWith('global') ? parent.getText() : null;
  }
  const isMemberName =
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) &&
    parent.name === node;
  return isMemberName ? null : parent.getText().slice(0, 60);
}

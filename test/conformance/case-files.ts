// Finds the case files of the repository. Every JSON file below conformance/ is a case, except the vectors of
// the crypto room and the grammar of secrets files, so that a misplaced one is noticed.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { MalformedCase, parseCase, type Case } from './case.ts';

const NOT_CASES = /^(?:crypto|secrets-file)\//;
const PLACE = /^(?<dialect>[a-z]+)\/[a-z0-9-]+\/[a-z0-9-]+\.json$/;

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Paths below `folder` such as `coder/secrets/create.json`, sorted; those that start with the prefix. */
export function caseFiles(folder: string, prefix = ''): readonly string[] {
  return globSync('**/*.json', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !NOT_CASES.test(path) && path.startsWith(prefix))
    .sort();
}

/** The dialect that a case file belongs to. Throws MalformedCase for a file that is not DIALECT/AREA/CASE.json. */
export function dialectOf(path: string): string {
  const dialect = PLACE.exec(path)?.groups?.['dialect'];
  if (dialect === undefined) {
    throw new MalformedCase(['the file must be conformance/DIALECT/AREA/CASE.json, in kebab-case']);
  }
  return dialect;
}

export function readCase(folder: string, path: string): Case {
  dialectOf(path);
  return parseCase(readFileSync(join(folder, path)));
}

// The part of a Fandogh service manifest that uses secrets; scalars stay the text that stands in the file.
import { Lexer, LineCounter, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';

import { invalidInput } from '../../base/errors.ts';
import type { AppError, InputIssue } from '../../base/errors.ts';

export interface ServiceManifest {
  readonly kind: 'ExternalService' | 'InternalService';
  readonly name: string;
  readonly env: readonly ManifestVariable[];
  /** `spec.image_pull_secret`, or null for none. */
  readonly imagePullSecret: string | null;
}

/** `path` is where it stands, such as `spec.env[0]`. */
export type ManifestVariable = { readonly name: string; readonly path: string } & (
  { readonly value: string } | { readonly secret: string }
);

const KINDS = ['ExternalService', 'InternalService'] as const;
const MAX_TOKENS = 50_000;
const MAX_VARIABLES = 1000;
const MAX_ISSUES = 100;
const PATH = 'manifest';
const STRING_TAG = 'tag:yaml.org,2002:str';

/**
 * One YAML document (fandogh.md 3.4); other members of it are not looked at. `invalid-input` with every problem:
 * those of the text under `manifest`, the others under their own path. No message quotes a value.
 */
export function parseServiceManifest(text: string): ServiceManifest {
  const root = parseYaml(text);
  const issues: InputIssue[] = [];
  const blame = (path: string, message: string): null => {
    if (issues.length < MAX_ISSUES) issues.push({ path, message });
    return null;
  };
  const manifest = membersOf(root) ?? blame('', 'must be a mapping');
  const kindText = manifest === null ? null : scalarOf(manifest.get('kind'));
  const kind = KINDS.find((known) => known === kindText) ?? blame('kind', `must be ${KINDS.join(' or ')}`);
  const name = textOf(manifest?.get('name')) ?? blame('name', 'must be a non-empty string');
  const spec = membersOf(manifest?.get('spec')) ?? blame('spec', 'must be a mapping');
  const env = spec === null ? [] : readEnv(spec.get('env'), blame);
  const pull = spec?.get('image_pull_secret');
  const imagePullSecret = isAbsent(pull)
    ? null
    : (textOf(pull) ?? blame('spec.image_pull_secret', 'must be the name of a secret'));
  if (issues.length > 0 || kind === null || name === null) throw invalidInput(...issues);
  return { kind, name, env, imagePullSecret };
}

type Blame = (path: string, message: string) => null;

function readEnv(node: unknown, blame: Blame): readonly ManifestVariable[] {
  if (isAbsent(node)) return [];
  if (!isSeq(node)) {
    blame('spec.env', 'must be a list');
    return [];
  }
  if (node.items.length > MAX_VARIABLES) {
    blame('spec.env', `must have at most ${MAX_VARIABLES} items`);
    return [];
  }
  const names = new Set<string>();
  return node.items.flatMap((item, index) => {
    const variable = readVariable(item, `spec.env[${index}]`, blame);
    if (variable === null) return [];
    if (names.has(variable.name)) blame(`${variable.path}.name`, 'is there twice');
    names.add(variable.name);
    return [variable];
  });
}

function readVariable(node: unknown, path: string, blame: Blame): ManifestVariable | null {
  const members = membersOf(node);
  if (members === null) return blame(path, 'must be a mapping with name, and value or secret');
  const name = textOf(members.get('name'));
  if (name === null || /[=\0]/.test(name)) {
    return blame(`${path}.name`, 'must be a non-empty string without = and NUL');
  }
  if (members.has('value') === members.has('secret')) {
    return blame(path, 'must have exactly one of value and secret');
  }
  if (members.has('secret')) {
    const secret = textOf(members.get('secret'));
    return secret === null ? blame(`${path}.secret`, 'must be the name of a secret') : { name, path, secret };
  }
  const value = scalarOf(members.get('value'));
  if (value?.includes('\0') !== false) return blame(`${path}.value`, 'must be a scalar without NUL');
  return { name, path, value };
}

function parseYaml(text: string): unknown {
  const lines = new LineCounter();
  const documents = parseBounded(text, lines);
  const fault = documents.flatMap((one) => one.errors)[0];
  // The parser's own message may quote the text around the fault.
  if (fault !== undefined) {
    throw badText(`is not valid YAML: ${fault.code} on line ${lines.linePos(fault.pos[0]).line}`);
  }
  const [document, second] = documents;
  if (document === undefined || second !== undefined) throw badText('must be one YAML document');
  return document.contents;
}

/** Bounded before a tree is built, and without any alias followed (threat T18). */
function parseBounded(text: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += token === '' ? 0 : 1;
    if (tokens > MAX_TOKENS) throw badText(`must have at most ${MAX_TOKENS} tokens`);
  }
  try {
    // Only text, lists and mappings: `1.10` stays `1.10`.
    return [
      ...parseAllDocuments(text, {
        schema: 'failsafe',
        lineCounter,
        prettyErrors: false,
        logLevel: 'silent',
      }),
    ];
  } catch (error) {
    if (error instanceof RangeError) throw badText('has too many levels');
    throw error;
  }
}

function badText(message: string): AppError {
  return invalidInput({ path: PATH, message });
}

function membersOf(node: unknown): ReadonlyMap<string, unknown> | null {
  if (!isMap(node)) return null;
  return new Map(
    node.items.flatMap(({ key, value }) => {
      const name = scalarOf(key);
      return name === null ? [] : [[name, value] as const];
    }),
  );
}

/** The text of a scalar, empty for none; null for anything else, an alias and a tagged scalar among it. */
function scalarOf(node: unknown): string | null {
  if (node === null) return '';
  if (!isScalar(node) || (node.tag !== undefined && node.tag !== STRING_TAG)) return null;
  return typeof node.value === 'string' ? node.value : null;
}

function textOf(node: unknown): string | null {
  const text = scalarOf(node);
  return text === '' ? null : text;
}

/** Not there, or with nothing behind its colon. */
function isAbsent(node: unknown): boolean {
  return (
    node === undefined || node === null || (isScalar(node) && node.value === '' && node.type === 'PLAIN')
  );
}

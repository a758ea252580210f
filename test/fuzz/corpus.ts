// The valid traffic that the mutators start from: every request of a dialect's conformance cases, with the variables
// of its case bound to what a live session has. What a variable stands for is read from the step that saves it.
import { join } from 'node:path';

import { caseFiles, readCase, ROOT } from '../conformance/case-files.ts';
import type { Case, RequestTemplate, Step } from '../conformance/case.ts';
import { generate } from '../conformance/generators.ts';
import { asText, isList, isObject, type Json, type JsonObject } from '../conformance/json.ts';
import { substituteText } from '../conformance/variables.ts';
import { OLARES_APP } from '../support/dialect-clients.ts';
import type { Draft } from './draft.ts';
import { passwordOf, withMarks } from './marks.ts';
import type { Random } from './random.ts';
import type { Session } from './session.ts';

/** What a variable of a case becomes in the session. */
type Source =
  | { readonly kind: 'token'; readonly user: string }
  | { readonly kind: 'access' | 'id' | 'appKey' | 'appSecret' | 'other' };

export interface Template {
  /** Requests of one group are of one route, more or less; groups are drawn evenly. */
  readonly group: string;
  readonly request: RequestTemplate;
  readonly bind: readonly (readonly [string, Json])[];
  readonly sources: ReadonlyMap<string, Source>;
  /** Whether it makes the server compute a password hash, which is slow on purpose. */
  readonly slow: boolean;
}

/** The app of the cases under another key: guesses may lock it, and the session's own must go on. */
export const CORPUS_APP = { ...OLARES_APP, appKey: 'bytetrade_corpus_3' };

const SLOW = /\/(?:login|tokens|users|access|password|authentication|first)$/;
const ENDS_SESSION = /\/(?:logout|password)$/;
const ACCOUNTS = /\/(?:login|tokens|users|password|authentication|access|register|first|batch-login)$/;

/** The requests of the cases of one dialect, in the order of their files. */
export function caseTemplates(dialect: string): readonly Template[] {
  const folder = join(ROOT, 'conformance');
  return caseFiles(folder, `${dialect}/`).flatMap((path) => templatesOf(readCase(folder, path)));
}

/** The cases' bootstraps in one, with passwords of the run's own. */
export function mergedBootstrap(dialect: string): {
  readonly users: readonly string[];
  readonly grants: readonly Json[];
  readonly fandogh: JsonObject;
} {
  const folder = join(ROOT, 'conformance');
  const users = new Set<string>();
  const grants = new Map<string, Json>();
  const namespaces = new Map<string, Map<string, Json>>([['shop', new Map()]]);
  for (const path of caseFiles(folder, `${dialect}/`)) {
    const bootstrap = readCase(folder, path).bootstrap ?? {};
    for (const user of objects(bootstrap['users'])) users.add(asText(user['username'] ?? ''));
    for (const grant of objects(bootstrap['grants'])) grants.set(JSON.stringify(grant), grant);
    const section = bootstrap['fandogh'];
    for (const namespace of objects(isObject(section) ? section['namespaces'] : [])) {
      const name = asText(namespace['name'] ?? '');
      const members = namespaces.get(name) ?? new Map<string, Json>();
      for (const member of objects(namespace['members'])) {
        members.set(asText(member['username'] ?? ''), member);
      }
      namespaces.set(name, members);
    }
  }
  namespaces.get('shop')?.set('alice', { username: 'alice', role: 'ADMIN' });
  const list = [...namespaces].map(([name, members]) => ({ name, members: [...members.values()] }));
  return { users: [...users], grants: [...grants.values()], fandogh: { namespaces: list } };
}

/** The request as the session would send it. */
export function toDraft(template: Template, session: Session, random: Random, index: number): Draft {
  const variables = new Map<string, Json>([
    ['index', index % 50],
    ['base', session.base],
  ]);
  for (const [name, source] of template.sources) variables.set(name, resolve(source, session, random));
  const context = { variables, now: Date.now() };
  for (const [name, value] of template.bind) variables.set(name, generate(value, context));
  const { method, path, headers, body } = template.request;
  const named = headers.map(([name, value]) => [name, asText(generate(value, context))] as const);
  const hasType = named.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    method,
    path: substituteText(path, variables),
    headers: body.kind === 'json' && !hasType ? [...named, ['content-type', 'application/json']] : named,
    body: body.kind === 'none' ? null : bodyBytes(body.kind, generate(body.value, context)),
    garble: null,
    notes: [],
  };
}

/** Draws groups evenly, slow ones and those that end a session seldom. */
export function createDraw(templates: readonly Template[]): (random: Random) => Template {
  const groups = Object.values(Object.groupBy(templates, ({ group }) => group)).map((list) => list ?? []);
  const weights = groups.map(([first]) => (first?.slow ? 0.04 : isEnding(first) ? 0.1 : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (random) => {
    let rest = random.next() * total;
    const chosen = groups.find((_, index) => (rest -= weights[index] ?? 0) < 0) ?? groups[0] ?? [];
    return random.pick(chosen);
  };
}

function isEnding(template: Template | undefined): boolean {
  return template !== undefined && ENDS_SESSION.test(template.request.path);
}

function templatesOf(script: Case): readonly Template[] {
  const sources = new Map<string, Source>();
  const bound = new Map<string, Json>();
  return script.steps.flatMap((step) => {
    const known = new Map(sources);
    for (const [name, place] of step.save) sources.set(name, sourceOf(step, place, known));
    for (const [name, value] of step.bind) bound.set(name, value);
    const path = step.request.path.split('?', 1)[0] ?? '';
    const template: Template = {
      group: groupOf(step.request.method, path),
      request: rewritten(step.request, path),
      bind: [...bound],
      // Whoever changes a password does it as somebody whom nobody needs.
      sources: path.endsWith('/password') ? withUser(known, 'mallory') : known,
      slow: step.request.method === 'POST' && SLOW.test(path),
    };
    return [template];
  });
}

function sourceOf(step: Step, place: string, known: ReadonlyMap<string, Source>): Source {
  if (place === '/data/access_token') return { kind: 'access' };
  if (place === '/data/app_key' || place === '/clientId') return { kind: 'appKey' };
  if (place === '/data/app_secret' || place === '/clientSecret') return { kind: 'appSecret' };
  if (place.endsWith('/id') || place === '/id') return { kind: 'id' };
  if (/^\/(?:token|session_token|key)$/.test(place)) return { kind: 'token', user: userOf(step, known) };
  return { kind: 'other' };
}

/** Who signs in with this step, or whose token it carries. */
function userOf(step: Step, known: ReadonlyMap<string, Source>): string {
  const body = isObject(step.request.body.value) ? step.request.body.value : {};
  const named = body['username'] ?? body['email'];
  if (typeof named === 'string') return (named.split('@', 1)[0] ?? '').toLowerCase();
  const carried = step.request.headers.flatMap(([, value]) => {
    const name = /\$\{(\w+)\}/.exec(asText(value))?.[1];
    const source = name === undefined ? undefined : known.get(name);
    return source?.kind === 'token' ? [source.user] : [];
  });
  return carried[0] ?? 'alice';
}

function withUser(known: ReadonlyMap<string, Source>, user: string): ReadonlyMap<string, Source> {
  return new Map(
    [...known].map(([name, source]) => [name, source.kind === 'token' ? { kind: 'token', user } : source]),
  );
}

/** Values get their mark and logins the run's passwords, and guesses are about an app that the session does not need. */
function rewritten(request: RequestTemplate, path: string): RequestTemplate {
  const { kind, value } = request.body;
  if (kind !== 'json' || !isObject(value)) return request;
  const text = JSON.stringify(withMarks(value, ACCOUNTS.test(path)));
  const marked = JSON.parse(text.replaceAll(OLARES_APP.appKey, CORPUS_APP.appKey)) as JsonObject;
  const name = typeof marked['username'] === 'string' ? marked['username'] : marked['email'];
  const signsIn = typeof name === 'string' && typeof marked['password'] === 'string' && SLOW.test(path);
  return {
    ...request,
    body: {
      kind,
      value: {
        ...marked,
        ...(signsIn ? { password: passwordOf(name.split('@', 1)[0] ?? '') } : {}),
      },
    },
  };
}

function groupOf(method: string, path: string): string {
  const segments = path.split('/');
  const last = segments.length > 5 ? [segments.at(-1)] : [];
  return [method, ...segments.slice(1, 4), segments.length, ...last].join(' ');
}

function resolve(source: Source, session: Session, random: Random): Json {
  switch (source.kind) {
    case 'token':
      return session.token(source.user);
    case 'access':
      return session.accessToken();
    case 'id':
      return session.anId(random);
    case 'appKey':
      return CORPUS_APP.appKey;
    case 'appSecret':
      return CORPUS_APP.appSecret;
    case 'other':
      return 'n0thing';
  }
}

function bodyBytes(kind: 'json' | 'text' | 'base64', content: Json): Buffer {
  if (kind === 'json') return Buffer.from(JSON.stringify(content));
  return Buffer.from(asText(content), kind === 'base64' ? 'base64' : 'utf8');
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter((item): item is JsonObject => isObject(item)) : [];
}

// The operator's file of identity providers: every member known, every issuer https (or loopback), every algorithm
// asymmetric. What is not understood is refused at start, by name.
import { invalidInput } from '../base/errors.ts';
import type { InputIssue } from '../base/errors.ts';

export interface PeopleProvider {
  readonly name: string;
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly algorithms: readonly string[];
  readonly redirectUris: readonly string[];
  readonly usernameClaim: string;
  /** Each claim has to have one of these values, or a list that holds one. */
  readonly require: ClaimRules;
  readonly firstSignIn: readonly ('create' | 'email')[];
}

export interface WorkloadProvider {
  readonly name: string;
  readonly issuer: URL;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly rules: readonly { readonly claims: ClaimRules; readonly clientId: string }[];
}

export type ClaimRules = Readonly<Record<string, readonly string[]>>;

export interface ProviderSettings {
  readonly people: readonly PeopleProvider[];
  readonly workloads: readonly WorkloadProvider[];
}

const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** `invalid-input` with every problem of the file. */
export function parseProviders(value: unknown): ProviderSettings {
  const read = new Reader();
  const file = read.object(value, '', ['people', 'workloads']);
  const people = read
    .list(file['people'], 'people')
    .map((item, index) => parsePeople(read, item, `people.${index}`));
  const workloads = read
    .list(file['workloads'], 'workloads')
    .map((item, index) => parseWorkload(read, item, `workloads.${index}`));
  const names = [...people, ...workloads].map(({ name }) => name);
  if (new Set(names).size < names.length) read.refuse('', 'has two providers of one name');
  if (read.issues.length > 0) throw invalidInput(...read.issues);
  return { people, workloads };
}

function parsePeople(read: Reader, value: unknown, path: string): PeopleProvider {
  const known = [
    'name',
    'issuer',
    'clientId',
    'clientSecret',
    'algorithms',
    'redirectUris',
    'usernameClaim',
    'require',
    'firstSignIn',
  ];
  const item = read.object(value, path, known);
  const first = read.texts(item['firstSignIn'] ?? [], `${path}.firstSignIn`);
  const firstSignIn = first.filter((one): one is 'create' | 'email' => one === 'create' || one === 'email');
  if (firstSignIn.length < first.length) read.refuse(`${path}.firstSignIn`, 'may hold create and email');
  return {
    ...head(read, item, path),
    clientId: read.text(item['clientId'], `${path}.clientId`),
    clientSecret:
      item['clientSecret'] === undefined ? null : read.text(item['clientSecret'], `${path}.clientSecret`),
    redirectUris: read.texts(item['redirectUris'], `${path}.redirectUris`),
    usernameClaim: read.text(item['usernameClaim'] ?? 'preferred_username', `${path}.usernameClaim`),
    require: read.claims(item['require'] ?? {}, `${path}.require`),
    firstSignIn,
  };
}

function parseWorkload(read: Reader, value: unknown, path: string): WorkloadProvider {
  const item = read.object(value, path, ['name', 'issuer', 'audience', 'algorithms', 'rules']);
  const rules = read.list(item['rules'], `${path}.rules`).map((given, index) => {
    const at = `${path}.rules.${index}`;
    const rule = read.object(given, at, ['claims', 'clientId']);
    const claims = read.claims(rule['claims'], `${at}.claims`);
    // A rule without a claim would make every workload of a public issuer this service.
    if (Object.keys(claims).length === 0) read.refuse(`${at}.claims`, 'must name at least one claim');
    return { claims, clientId: read.text(rule['clientId'], `${at}.clientId`) };
  });
  return { ...head(read, item, path), audience: read.text(item['audience'], `${path}.audience`), rules };
}

function head(read: Reader, item: Readonly<Record<string, unknown>>, path: string) {
  const name = read.text(item['name'], `${path}.name`);
  if (!NAME.test(name)) read.refuse(`${path}.name`, 'must start with a-z and hold only a-z, 0-9 and -');
  const algorithms = read.texts(item['algorithms'] ?? ['RS256'], `${path}.algorithms`);
  if (algorithms.length === 0 || !algorithms.every((one) => ALGORITHMS.includes(one))) {
    read.refuse(`${path}.algorithms`, `must be some of ${ALGORITHMS.join(', ')}`);
  }
  return { name, issuer: read.issuer(item['issuer'], `${path}.issuer`), algorithms };
}

/** Whether a server of our own may be asked at this address: https, or this machine. */
export function isSafeAddress(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

export function isLoopback(url: URL): boolean {
  return url.hostname === '127.0.0.1' || url.hostname === '[::1]';
}

class Reader {
  readonly issues: InputIssue[] = [];

  refuse(path: string, message: string): void {
    this.issues.push({ path, message });
  }

  object(value: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.refuse(path, 'must be an object');
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) this.refuse(path === '' ? name : `${path}.${name}`, 'is not known here');
    }
    return value as Readonly<Record<string, unknown>>;
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.refuse(path, 'must be a list');
    return [];
  }

  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value !== '') return value;
    this.refuse(path, 'must be a text that is not empty');
    return '';
  }

  texts(value: unknown, path: string): readonly string[] {
    return this.list(value, path).map((item, index) => this.text(item, `${path}.${index}`));
  }

  claims(value: unknown, path: string): ClaimRules {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.refuse(path, 'must be an object of claims and the values that they may have');
      return {};
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, allowed]) => [
        name,
        this.texts(typeof allowed === 'string' ? [allowed] : allowed, `${path}.${name}`),
      ]),
    );
  }

  issuer(value: unknown, path: string): URL {
    const text = this.text(value, path);
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url !== null && isSafeAddress(url) && url.search === '' && url.hash === '') return url;
    this.refuse(path, 'must be an https address (http only on 127.0.0.1 or [::1])');
    return new URL('https://invalid.invalid');
  }
}

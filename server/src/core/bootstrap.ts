// The bootstrap file: creates what is missing at start and changes nothing that is there. The whole file is
// judged before the first thing is done; unknown members are errors that name them.
import { AppError, invalidInput } from '../base/errors.ts';
import type { InputIssue } from '../base/errors.ts';
import { parseSpacePattern } from './access/pattern.ts';
import type { Caller } from './caller.ts';
import type { Core } from './facade.ts';
import type { NewUser } from './identity/identity.ts';
import { canonicalName, parseEmail, parsePassword, parseUsername } from './identity/names.ts';
import type { NewGrant } from './spaces/space.ts';

/** A dialect's own part, by the name of its member. */
export type BootstrapSections = Readonly<
  Record<string, { readonly parse: (section: unknown) => (system: Caller) => Promise<void> }>
>;

/** `invalid-input` with every problem of the file; the result applies it as the system. */
export function parseBootstrap(
  value: unknown,
  sections: BootstrapSections,
): (core: Core, system: Caller) => Promise<void> {
  const issues: InputIssue[] = [];
  const file = members(value, '', ['users', 'grants', ...Object.keys(sections)], issues);
  const users = list(file['users'], 'users', issues).map((item, index) =>
    parseUser(item, `users.${index}`, issues),
  );
  const grants = list(file['grants'], 'grants', issues).map((item, index) =>
    parseGrant(item, `grants.${index}`, issues),
  );
  const names = new Set<string>();
  for (const [index, user] of users.entries()) {
    if (names.has(canonicalName(user.username))) {
      issues.push({ path: `users.${index}.username`, message: 'is given twice' });
    }
    names.add(canonicalName(user.username));
  }
  if (issues.length > 0) throw invalidInput(...issues);
  const applied = Object.entries(sections)
    .filter(([name]) => file[name] !== undefined)
    .map(([name, section]) => section.parse(file[name]));
  return async (core, system) => {
    await checkGrantees(core, system, users, grants);
    for (const user of users) await createMissing(core, system, user);
    for (const apply of applied) await apply(system);
    for (const grant of grants) await core.createGrant(system, grant);
  };
}

/** Before anything is made: `invalid-input` for grants to users whom neither the file nor the store knows. */
async function checkGrantees(
  core: Core,
  system: Caller,
  users: readonly NewUser[],
  grants: readonly NewGrant[],
): Promise<void> {
  const known = [...(await core.listUsers(system)), ...users].map(({ username }) => canonicalName(username));
  const issues = grants.flatMap(({ to }, index) =>
    to.startsWith('user:') && !known.includes(canonicalName(to.slice('user:'.length)))
      ? [{ path: `grants.${index}.to`, message: `names ${JSON.stringify(to)}, whom nobody knows` }]
      : [],
  );
  if (issues.length > 0) throw invalidInput(...issues);
}

async function createMissing(core: Core, system: Caller, user: NewUser): Promise<void> {
  const known = await core.listUsers(system);
  const same = (username: string) => canonicalName(username) === canonicalName(user.username);
  if (known.some(({ username }) => same(username))) return;
  try {
    await core.createUser(system, user);
  } catch (error) {
    if (error instanceof AppError) {
      throw new AppError(error.code, `Bootstrap user ${user.username}: ${error.message}`, {
        details: error.details,
        cause: error,
      });
    }
    throw error;
  }
}

function parseUser(value: unknown, path: string, issues: InputIssue[]): NewUser {
  const user = members(value, path, ['username', 'email', 'password', 'admin'], issues);
  const email = user['email'] === undefined ? undefined : text(user['email'], `${path}.email`, issues);
  const admin = user['admin'];
  if (admin !== undefined && typeof admin !== 'boolean') {
    issues.push({ path: `${path}.admin`, message: 'must be true or false' });
  }
  const username = text(user['username'], `${path}.username`, issues);
  const password = text(user['password'], `${path}.password`, issues);
  if (username !== '') judge(() => parseUsername(username), `${path}.`, issues);
  if (password !== '') judge(() => parsePassword(password), `${path}.`, issues);
  if (email !== undefined && email !== '') judge(() => parseEmail(email), `${path}.`, issues);
  return {
    username,
    password,
    ...(email === undefined ? {} : { email }),
    admin: admin === true,
  };
}

function parseGrant(value: unknown, path: string, issues: InputIssue[]): NewGrant {
  const grant = members(value, path, ['to', 'role', 'space'], issues);
  const space = text(grant['space'], `${path}.space`, issues);
  if (space !== '') judge(() => parseSpacePattern(space), `${path}.`, issues);
  return {
    to: text(grant['to'], `${path}.to`, issues),
    role: text(grant['role'], `${path}.role`, issues),
    space,
  };
}

/** Adds the issues of a rule, with the place before their paths. */
function judge(rule: () => unknown, prefix: string, issues: InputIssue[]): void {
  try {
    rule();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    for (const issue of error.details.issues ?? []) {
      issues.push({ path: prefix + issue.path, message: issue.message });
    }
  }
}

function members(
  value: unknown,
  path: string,
  known: readonly string[],
  issues: InputIssue[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    issues.push({ path, message: 'must be an object' });
    return {};
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const full = path === '' ? name : `${path}.${name}`;
    issues.push({ path: full, message: `is not known here; known members are ${known.join(', ')}` });
  }
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, path: string, issues: InputIssue[]): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  issues.push({ path, message: 'must be a list' });
  return [];
}

function text(value: unknown, path: string, issues: InputIssue[]): string {
  if (typeof value === 'string' && value !== '') return value;
  issues.push({ path, message: 'must be a text that is not empty' });
  return '';
}

// Parses the bootstrap section `fandogh`: every problem of it is told, each with its path, before anything is applied.
import { invalidInput, isSegment } from '../../core/index.ts';
import type { InputIssue, SpaceTemplate } from '../../core/index.ts';
import { chosenNamespace } from './namespaces.ts';
import type { UserRole } from './namespaces.ts';

interface Member {
  readonly username: string;
  readonly role: UserRole;
}

export interface NamespacePlan {
  readonly name: string;
  readonly members: readonly Member[];
}

const ROLES: readonly string[] = ['ADMIN', 'DEVELOPER', 'OPERATOR'] satisfies UserRole[];

/** The namespaces of the section; `invalid-input` with every problem and its path otherwise. */
export function parseSection(section: unknown, template: SpaceTemplate): readonly NamespacePlan[] {
  const issues: InputIssue[] = [];
  const root = members(section, 'fandogh', ['namespaces'], issues);
  const plans = items(root.get('namespaces'), 'fandogh.namespaces', issues).map((item, index) =>
    parseNamespace(item, `fandogh.namespaces.${index}`, issues),
  );
  if (plans.length > 0 && template.variables.join() !== 'namespace') {
    issues.push({
      path: 'fandogh.namespaces',
      message: 'needs a space template with {namespace} and no other variable',
    });
  }
  refuseTwins(plans, (plan) => plan.name, 'fandogh.namespaces', 'name', issues);
  if (issues.length > 0) throw invalidInput(...issues);
  return plans;
}

function parseNamespace(item: unknown, path: string, issues: InputIssue[]): NamespacePlan {
  const fields = members(item, path, ['name', 'members'], issues);
  const name = text(fields, path, 'name', issues);
  if (name !== '' && (!isSegment(name) || chosenNamespace(name) === null || name === 'NAMESPACE')) {
    issues.push({
      path: `${path}.name`,
      message: `cannot be "${name}": it is no segment of a space path, or reserved`,
    });
  }
  const parsed = items(fields.get('members'), `${path}.members`, issues).map((member, index) =>
    parseMember(member, `${path}.members.${index}`, issues),
  );
  refuseTwins(parsed, (member) => member.username.toLowerCase(), `${path}.members`, 'username', issues);
  return { name, members: parsed };
}

function parseMember(item: unknown, path: string, issues: InputIssue[]): Member {
  const fields = members(item, path, ['username', 'role'], issues);
  const username = text(fields, path, 'username', issues);
  const role = text(fields, path, 'role', issues);
  if (role !== '' && !isRole(role)) {
    issues.push({ path: `${path}.role`, message: `must be one of ${ROLES.join(', ')}` });
  }
  return { username, role: isRole(role) ? role : 'DEVELOPER' };
}

function isRole(role: string): role is UserRole {
  return ROLES.includes(role);
}

function members(value: unknown, path: string, known: string[], issues: InputIssue[]): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    issues.push({ path, message: 'must be an object' });
    return new Map();
  }
  const entries = new Map<string, unknown>(Object.entries(value));
  for (const name of entries.keys()) {
    if (!known.includes(name)) issues.push({ path: `${path}.${name}`, message: 'is not a known member' });
  }
  return entries;
}

function items(value: unknown, path: string, issues: InputIssue[]): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  issues.push({ path, message: 'must be a list' });
  return [];
}

function text(
  fields: ReadonlyMap<string, unknown>,
  path: string,
  name: string,
  issues: InputIssue[],
): string {
  const value = fields.get(name);
  if (typeof value === 'string' && value !== '') return value;
  issues.push({ path: `${path}.${name}`, message: 'must be a non-empty string' });
  return '';
}

function refuseTwins<T>(
  list: readonly T[],
  keyOf: (item: T) => string,
  path: string,
  member: string,
  issues: InputIssue[],
): void {
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const key = keyOf(item);
    if (key !== '' && seen.has(key)) {
      issues.push({ path: `${path}.${index}.${member}`, message: 'is there already' });
    }
    seen.add(key);
  }
}

// Applies the bootstrap section `fandogh`, namespaces and their members: idempotent, and a member who does not exist
// is an error that names him before anything is made.
import { AppError, invalidInput } from '../../core/index.ts';
import type { Caller, Core, InputIssue, SpaceTemplate } from '../../core/index.ts';
import type { BootstrapSection } from '../../http/dialect.ts';
import { parseSection } from './bootstrap-section.ts';
import type { NamespacePlan } from './bootstrap-section.ts';
import { MEMBER_ROLES } from './namespaces.ts';

export function createBootstrap(core: Core, template: SpaceTemplate): BootstrapSection {
  return {
    parse(section) {
      const plans = parseSection(section, template);
      return (system) => apply(core, template, plans, system);
    },
  };
}

/** Makes what is missing: roles, spaces, grants. A grant that the file no longer names stays. */
async function apply(
  core: Core,
  template: SpaceTemplate,
  plans: readonly NamespacePlan[],
  system: Caller,
): Promise<void> {
  if (plans.length === 0) return;
  await demandUsers(core, plans, system);
  // A role that is there stays as it is: an administrator may have changed it on purpose.
  const roles = (await core.listRoles(system)).map(({ name }) => name);
  for (const name of Object.values(MEMBER_ROLES)) {
    if (!roles.includes(name)) await core.defineRole(system, { name, actions: ['list'] });
  }
  for (const plan of plans) {
    const space = template.render({ namespace: plan.name });
    await core.createSpace(system, { path: space });
    for (const { username, role } of plan.members) {
      const granted = role === 'ADMIN' ? 'owner' : MEMBER_ROLES[role];
      await core.createGrant(system, { to: `user:${username}`, role: granted, space });
    }
  }
}

/** `invalid-input` that names every member who is no user. */
async function demandUsers(core: Core, plans: readonly NamespacePlan[], system: Caller): Promise<void> {
  const issues: InputIssue[] = [];
  for (const [index, plan] of plans.entries()) {
    for (const [position, { username }] of plan.members.entries()) {
      if (await isUser(core, system, username)) continue;
      const path = `fandogh.namespaces.${index}.members.${position}.username`;
      issues.push({ path, message: `names "${username}", who is no user` });
    }
  }
  if (issues.length > 0) throw invalidInput(...issues);
}

async function isUser(core: Core, system: Caller, username: string): Promise<boolean> {
  try {
    await core.findUser(system, { username });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return false;
    throw error;
  }
}

// Gathers what a decision about one caller depends on: his grants and nobody else's, so that its cost does not
// grow with the installation.
import { checkRow } from '../keys/signed-rows.ts';
import type { Caller, TokenLimit } from '../caller.ts';
import type { Ports } from '../ports/deps.ts';
import type { AccessSnapshot, EffectiveGrant } from './decide.ts';
import { parseSpacePattern } from './pattern.ts';
import { actionsOfRole } from './roles.ts';

export async function loadSnapshot(ports: Ports, caller: Caller): Promise<AccessSnapshot> {
  const { principal } = caller;
  const limits = toLimits(caller.token?.limits ?? null);
  if (principal.kind === 'system') {
    return { kind: 'system', userId: null, administrator: false, homes: [], grants: [], limits };
  }
  const rows = await ports.store.select('grants', {
    principal_kind: principal.kind,
    principal_id: principal.id,
  });
  const grants: EffectiveGrant[] = [];
  for (const row of rows) {
    checkRow(ports.keyring, 'grants', row);
    grants.push({
      id: row.id,
      role: row.role,
      source: row.pattern,
      pattern: parseSpacePattern(row.pattern),
      actions: new Set(await actionsOfRole(ports, row.role)),
      effect: row.effect === 'deny' ? 'deny' : 'allow',
    });
  }
  const user = principal.kind === 'user' ? principal : null;
  return {
    kind: principal.kind,
    userId: user?.id ?? null,
    administrator: user?.admin ?? false,
    homes: user === null ? [] : homesOf(ports, user),
    grants,
    limits,
  };
}

function homesOf(ports: Ports, user: { readonly id: string; readonly name: string }) {
  return ports.settings.homes.map((home) => ({
    kind: 'subtree' as const,
    base: home.render({ username: user.name, user_id: user.id }),
  }));
}

function toLimits(limits: readonly TokenLimit[] | null): AccessSnapshot['limits'] {
  return (
    limits?.map((limit) => ({ pattern: parseSpacePattern(limit.space), actions: new Set(limit.actions) })) ??
    null
  );
}

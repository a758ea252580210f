// A slow and plain evaluator of access, written from the words of the design and not from the code it judges: one
// rule after the other over plain data, with patterns expanded by comparing segments.

export interface ReferenceGrant {
  readonly to: string;
  readonly actions: readonly string[];
  readonly pattern: string;
  readonly effect: 'allow' | 'deny';
}

export interface ReferenceWorld {
  readonly grants: readonly ReferenceGrant[];
  /** Group to its members, all of them names as in `to`. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

export interface ReferenceActor {
  /** Such as `user:bob`; `system` for the server itself. */
  readonly name: string;
  readonly userId: string | null;
  readonly administrator: boolean;
  /** Paths below which he is owner without a grant. */
  readonly homes: readonly string[];
  /** What his token narrows him to; null for nothing. */
  readonly limits: readonly { readonly pattern: string; readonly actions: readonly string[] }[] | null;
}

export interface ReferenceSpace {
  readonly path: string;
  /** The user whose personal space it is. */
  readonly ownerId: string | null;
}

/** Whether the actor may do the action in the space. */
export function mayDo(
  world: ReferenceWorld,
  actor: ReferenceActor,
  action: string,
  space: ReferenceSpace,
): boolean {
  // A token gives at most what its limits name.
  if (actor.limits !== null) {
    let named = false;
    for (const limit of actor.limits) {
      for (const one of limit.actions) if (one === action && covers(limit.pattern, space.path)) named = true;
    }
    if (!named) return false;
  }
  // A grant concerns the actor by his own name or by that of a group that he is in.
  const concerning: ReferenceGrant[] = [];
  for (const grant of world.grants) {
    const direct = grant.to === actor.name;
    const members = world.groups[grant.to];
    const throughGroup = members?.includes(actor.name) ?? false;
    if ((direct || throughGroup) && covers(grant.pattern, space.path) && grant.actions.includes(action)) {
      concerning.push(grant);
    }
  }
  // An explicit deny beats any allow.
  for (const grant of concerning) if (grant.effect === 'deny') return false;
  // A personal space belongs to one user and to nobody else, administrators included.
  if (space.ownerId !== null) return actor.userId === space.ownerId;
  // The server itself and administrators hold every shared space; users hold their homes.
  if (actor.name === 'system') return true;
  if (actor.administrator) return true;
  for (const home of actor.homes) if (covers(`${home}/**`, space.path)) return true;
  // Whoever else was granted it may; nobody else.
  return concerning.length > 0;
}

/** `a/b` is itself, `a/*` one level below `a`, `a/**` is `a` and all below it, `**` everything. */
export function covers(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const last = wanted[wanted.length - 1];
  if (last === '**') {
    const base = wanted.slice(0, wanted.length - 1);
    for (let index = 0; index < base.length; index += 1) if (base[index] !== given[index]) return false;
    return given.length >= base.length;
  }
  if (given.length !== wanted.length) return false;
  for (let index = 0; index < wanted.length; index += 1) {
    const free = index === wanted.length - 1 && last === '*';
    if (!free && wanted[index] !== given[index]) return false;
  }
  return true;
}

/** Whether somebody else gains anything in any of these spaces by a change from one world to another. */
export function gains(
  before: ReferenceWorld,
  after: ReferenceWorld,
  actor: ReferenceActor,
  actions: readonly string[],
  spaces: readonly ReferenceSpace[],
): readonly { readonly action: string; readonly space: ReferenceSpace }[] {
  const found: { action: string; space: ReferenceSpace }[] = [];
  for (const space of spaces) {
    for (const action of actions) {
      if (mayDo(after, actor, action, space) && !mayDo(before, actor, action, space)) {
        found.push({ action, space });
      }
    }
  }
  return found;
}

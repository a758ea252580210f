// The actions that a grant can allow on a space, and the built-in roles made of them (DESIGN section 8).

/** Actions on a space and its secrets. `list` shows metadata and public fields, `read` shows values. */
export const ACTIONS = ['list', 'read', 'create', 'change', 'delete', 'grant', 'destroy', 'move'] as const;
export type Action = (typeof ACTIONS)[number];

/** Actions on the installation as a whole; administrators hold them, nobody else. */
export const ADMIN_ACTIONS = [
  'manage-users',
  'manage-spaces',
  'manage-keys',
  'read-audit',
  'cut-audit',
] as const;
export type AdminAction = (typeof ADMIN_ACTIONS)[number];

export const BUILT_IN_ROLES = {
  viewer: ['list'],
  reader: ['list', 'read'],
  writer: ['list', 'read', 'create', 'change', 'delete'],
  owner: ACTIONS,
} as const satisfies Record<string, readonly Action[]>;

export type BuiltInRole = keyof typeof BUILT_IN_ROLES;

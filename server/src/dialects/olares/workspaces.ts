// Where the workspaces of users lie: a space template with {user}, {workspace} and {env}, in this order, each
// at most once, so that a pattern cut at an unknown part never reaches another user or workspace.
import type { Caller, Core, SpaceTemplate } from '../../core/index.ts';
import { invalidInput, parseSpaceTemplate } from '../../core/index.ts';

const ORDER = ['user', 'workspace', 'env'];

export interface Workspaces {
  /** The space of one environment; `invalid-input` on `workspace` when its name cannot be part of a path. */
  readonly space: (user: string, workspace: string, env: string) => string;
  /** The pattern that covers all environments of a workspace, or with null all workspaces of the user. */
  readonly pattern: (user: string, workspace: string | null) => string;
  /**
   * What the caller can see: `exists`, `missing` while another workspace of the user is there, or `none`. It
   * tells nothing about workspaces that the caller may not list.
   */
  readonly find: (caller: Caller, user: string, workspace: string) => Promise<'exists' | 'missing' | 'none'>;
}

/** Throws `invalid-input` for a template with other variables, or with these in another order. */
export function createWorkspaces(core: Core, source: string): Workspaces {
  const template = parseSpaceTemplate(source);
  checkOrder(template);
  const segments = source.split('/');
  const cutAt = (unknown: readonly string[]) =>
    segments.findIndex((segment) => unknown.some((name) => segment === `{${name}}`));
  const aboveEnv = partAbove(segments, cutAt(['env']));
  const aboveWorkspace = partAbove(segments, cutAt(['workspace', 'env']));

  return {
    space: (user, workspace, env) => template.render({ user, workspace, env }),
    pattern(user, workspace) {
      const part = workspace === null ? aboveWorkspace : aboveEnv;
      if (part === null) return template.render({ user, workspace: workspace ?? '', env: '' });
      if (part === '') {
        throw invalidInput({ path: 'perm', message: `an op needs a workspace, as secrets lie in ${source}` });
      }
      return `${part.render({ user, workspace: workspace ?? '' })}/**`;
    },
    async find(caller, user, workspace) {
      const under = aboveWorkspace === null ? template : aboveWorkspace;
      const spaces = await core.listSpaces(caller, under === '' ? {} : { under: under.render({ user }) });
      const own = spaces
        .map((space) => template.match(space.path))
        .filter((values) => values !== null)
        .filter((values) => values['user'] === undefined || values['user'] === user);
      if (own.some((values) => values['workspace'] === undefined || values['workspace'] === workspace)) {
        return 'exists';
      }
      return own.length === 0 ? 'none' : 'missing';
    },
  };
}

function checkOrder(template: SpaceTemplate): void {
  const places = template.variables.map((name) => ORDER.indexOf(name));
  const rising = places.every((place, index) => place > (places[index - 1] ?? -1));
  if (!rising) {
    throw invalidInput({
      path: 'olares.space',
      message: 'may hold {user}, {workspace} and {env}, in this order and each at most once',
    });
  }
}

/** The template above the cut: null when nothing is cut off, empty when nothing is left. */
function partAbove(segments: readonly string[], cut: number): SpaceTemplate | '' | null {
  if (cut === -1) return null;
  return cut === 0 ? '' : parseSpaceTemplate(segments.slice(0, cut).join('/'));
}

// Compares spaces by name and, for those who may read all of them, by content. Values are opened one name at a time,
// and none of them leaves this file.
import { setImmediate } from 'node:timers/promises';

import { AppError, invalidInput } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow, SpaceRow } from '../ports/tables.ts';
import type { FoundSpace } from '../spaces/find-space.ts';
import type { ComparedName, ComparedPlace, SpaceComparison } from './comparison.ts';
import { checkListed, requireVersion } from './find-secret.ts';
import { matchAll } from './list-secrets.ts';
import { isReadable, openVersion } from './rows.ts';

/** Most spaces of one comparison, and most secrets of one of them. */
const MAX_SPACES = 8;
const MAX_SECRETS = 2000;

/** After this many names, others get their turn. */
const TURN = 50;

/** A secret of one of the spaces. */
interface Place {
  readonly space: SpaceRow;
  readonly row: SecretRow;
}

export async function compareSpaces(
  ports: Ports,
  caller: Caller,
  input: { readonly spaces: readonly string[] },
): Promise<SpaceComparison> {
  return operate<SpaceComparison>(ports, caller, {
    name: 'space.compare',
    requires: { on: 'spaces', paths: input.spaces, action: 'list' },
    object: { kind: 'space', name: input.spaces.join(' ') },
    run: async (scope) => {
      checkNumber(input.spaces);
      const contents = scope.can('read');
      if (contents) scope.require('read');
      const rows = await Promise.all(scope.spaces.map((space) => secretsOf(ports, space)));
      const items: ComparedName[] = [];
      for (const [index, [name, places]] of byName(scope.spaces, rows).entries()) {
        if (index % TURN === TURN - 1) await setImmediate();
        items.push(await compareName(ports, name, places, contents));
      }
      const spaces = scope.spaces.map(({ path, row }, index) => ({
        path,
        exists: row !== null,
        secrets: rows[index]?.length ?? 0,
      }));
      return {
        result: { spaces, contents, items },
        objects: spaces.map(({ path, secrets }) => ({ kind: 'space', name: path, count: secrets })),
      };
    },
  });
}

function checkNumber(spaces: readonly string[]): void {
  if (spaces.length < 2 || spaces.length > MAX_SPACES || new Set(spaces).size < spaces.length) {
    throw invalidInput({ path: 'spaces', message: `must be 2 to ${MAX_SPACES} different spaces` });
  }
}

async function secretsOf(ports: Ports, { path, row }: FoundSpace): Promise<readonly SecretRow[]> {
  if (row === null) return [];
  const rows = await ports.store.listSecrets({
    ...matchAll([row.id]),
    orderBy: 'name',
    descending: false,
    offset: 0,
    limit: MAX_SECRETS + 1,
    after: null,
  });
  if (rows.length > MAX_SECRETS) {
    throw new AppError('too-large', `The space ${path} has more than ${MAX_SECRETS} secrets to compare.`, {
      details: { object: 'space', max: MAX_SECRETS },
    });
  }
  const own = new Set([row.id]);
  return rows.map((secret) => checkListed(ports, secret, own));
}

/** For each name, in order, what each of the spaces has. */
function byName(
  spaces: readonly FoundSpace[],
  rows: readonly (readonly SecretRow[])[],
): readonly (readonly [name: string, places: readonly (Place | null)[]])[] {
  const names = new Map<string, (Place | null)[]>();
  for (const [index, { row: space }] of spaces.entries()) {
    for (const row of rows[index] ?? []) {
      if (space === null) continue;
      const places = names.get(row.name) ?? spaces.map(() => null);
      places[index] = { space, row };
      names.set(row.name, places);
    }
  }
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function compareName(
  ports: Ports,
  name: string,
  places: readonly (Place | null)[],
  contents: boolean,
): Promise<ComparedName> {
  const known: string[] = [];
  const compared: (ComparedPlace | null)[] = [];
  const worthOpening = contents && places.filter((place) => place !== null).length > 1;
  for (const place of places) {
    const text = worthOpening && place !== null ? await contentOf(ports, place) : null;
    if (text !== null && !known.includes(text)) known.push(text);
    const group = text === null ? null : known.indexOf(text) + 1;
    compared.push(place && { version: place.row.version, updatedAt: place.row.updated_at, group });
  }
  const unknown = !worthOpening || compared.some((place) => place?.group === null);
  return { name, content: unknown ? null : known.length === 1 ? 'same' : 'different', places: compared };
}

/** The fields of the current version as one text, for comparing; null when it cannot be read. */
async function contentOf(ports: Ports, { space, row }: Place): Promise<string | null> {
  const version = await requireVersion(ports, row, row.version);
  return isReadable(ports, row, version) ? JSON.stringify([...openVersion(ports, space, version)]) : null;
}

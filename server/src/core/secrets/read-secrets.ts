// Reads the values of all secrets of a space, at once or only when something has changed. Each secret that is opened
// is its own audit event.
import { setImmediate } from 'node:timers/promises';

import { AppError } from '../../base/errors.ts';
import { leafHash } from '../../crypto/index.ts';
import type { AuditObject } from '../audit/event.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow, SpaceRow, VersionRow } from '../ports/tables.ts';
import { checkListed, requireVersion } from './find-secret.ts';
import { matchAll, toShapes } from './list-secrets.ts';
import { isReadable, toContent } from './rows.ts';
import type { ListQuery, PolledSecrets, SecretContent } from './secret.ts';

/** Most secrets of one batch. */
const MAX_BATCH = 2000;

/** After this many secrets of a batch, others get their turn. */
const TURN = 50;

/** A live secret with its current version, neither expired nor destroyed. */
interface Readable {
  readonly row: SecretRow;
  readonly version: VersionRow;
}

export async function readSecrets(
  ports: Ports,
  caller: Caller,
  input: { readonly space: string; readonly shapes?: ListQuery['shapes'] },
): Promise<readonly SecretContent[]> {
  return operate(ports, caller, {
    name: 'secret.read',
    requires: { on: 'space', path: input.space, anyOf: ['read'] },
    run: async (scope) => {
      const space = scope.space.row;
      if (space === null) return { result: [] };
      const contents = await open(ports, space, await findReadable(ports, space, input.shapes));
      return { result: contents, objects: contents.map(auditContent) };
    },
  });
}

export async function pollSecrets(
  ports: Ports,
  caller: Caller,
  input: { readonly space: string; readonly known: (tag: string) => boolean },
): Promise<PolledSecrets> {
  return operate<PolledSecrets>(ports, caller, {
    name: 'secret.read',
    requires: { on: 'space', path: input.space, anyOf: ['read'] },
    object: { kind: 'space', name: input.space },
    run: async (scope) => {
      const space = scope.space.row;
      const readable = space === null ? [] : await findReadable(ports, space, undefined);
      const tag = tagOf(readable);
      if (input.known(tag)) return { result: { tag, contents: null } };
      const contents = space === null ? [] : await open(ports, space, readable);
      return { result: { tag, contents }, objects: contents.map(auditContent) };
    },
  });
}

async function findReadable(
  ports: Ports,
  space: SpaceRow,
  shapes: ListQuery['shapes'],
): Promise<readonly Readable[]> {
  const rows = await ports.store.listSecrets({
    ...matchAll([space.id]),
    shapes: toShapes(shapes),
    orderBy: 'name',
    descending: false,
    offset: 0,
    limit: MAX_BATCH + 1,
    after: null,
  });
  if (rows.length > MAX_BATCH) {
    throw new AppError('too-large', `A space of more than ${MAX_BATCH} secrets cannot be read at once.`, {
      details: { object: 'space', max: MAX_BATCH },
    });
  }
  const own = new Set([space.id]);
  const readable: Readable[] = [];
  for (const [index, row] of rows.entries()) {
    if (index % TURN === TURN - 1) await setImmediate();
    checkListed(ports, row, own);
    const version = await requireVersion(ports, row, row.version);
    if (isReadable(ports, row, version)) readable.push({ row, version });
  }
  return readable;
}

async function open(
  ports: Ports,
  space: SpaceRow,
  readable: readonly Readable[],
): Promise<readonly SecretContent[]> {
  const contents: SecretContent[] = [];
  for (const [index, { row, version }] of readable.entries()) {
    if (index % TURN === TURN - 1) await setImmediate();
    contents.push(toContent(ports, space, row, version));
  }
  return contents;
}

/** Every change of a secret, of its metadata too, raises the version of its row. */
function tagOf(readable: readonly Readable[]): string {
  const state = readable.map(({ row }) => [row.id, row.version, row.row_version]);
  return Buffer.from(leafHash(JSON.stringify(state))).toString('base64url');
}

function auditContent({ metadata, version }: SecretContent): AuditObject {
  return { kind: 'secret', id: metadata.id, name: metadata.name, version };
}

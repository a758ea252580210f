// Reads values: of one version of one secret, or of all secrets of a space. Each secret is its own audit event.
import { setImmediate } from 'node:timers/promises';

import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { checkRow } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { auditFound, auditRef, requireSecret, requireVersion } from './find-secret.ts';
import { matchAll, toShapes } from './list-secrets.ts';
import { isReadable, toContent } from './rows.ts';
import type { ListQuery, SecretContent, SecretRef } from './secret.ts';

/** Most secrets of one batch. */
const MAX_BATCH = 2000;

/** After this many secrets of a batch, others get their turn. */
const TURN = 50;

export async function readSecret(
  ports: Ports,
  caller: Caller,
  ref: SecretRef & { readonly version?: number },
): Promise<SecretContent> {
  return operate(ports, caller, {
    name: 'secret.read',
    requires: { on: 'space', path: ref.space, anyOf: ['read'] },
    object: auditRef(ref),
    run: async (scope) => {
      const { row, space } = await requireSecret(ports, scope.space, ref);
      const version = await requireVersion(ports, row, ref.version ?? row.version);
      const result = toContent(ports, space, row, version);
      return { result, objects: [{ ...auditFound(row), version: version.version }] };
    },
  });
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
      const filter = { ...matchAll([space.id]), shapes: toShapes(input.shapes) };
      const rows = await ports.store.listSecrets({
        ...filter,
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
      const contents: SecretContent[] = [];
      for (const [index, row] of rows.entries()) {
        if (index % TURN === TURN - 1) await setImmediate();
        checkRow(ports.keyring, 'secrets', row);
        const version = await requireVersion(ports, row, row.version);
        if (isReadable(ports, row, version)) contents.push(toContent(ports, space, row, version));
      }
      return {
        result: contents,
        objects: contents.map(({ metadata, version }) => ({
          kind: 'secret',
          id: metadata.id,
          name: metadata.name,
          version,
        })),
      };
    },
  });
}

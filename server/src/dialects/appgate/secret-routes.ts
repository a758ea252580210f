// The secrets resource: each handler reads its shape lazily, so that core decides 403 and 404 before the body.
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import type { Core, SecretMetadata } from '../../core/index.ts';
import { peerOf } from './accept.ts';
import { callerOf, requireCaller } from './auth.ts';
import { bulkUpsert, parseBulk } from './bulk-upsert.ts';
import type { ErrorSettings } from './errors.ts';
import { explainConflict } from './hidden-owner.ts';
import { readJson } from './json-members.ts';
import { parseListQuery } from './list-query.ts';
import { listSecrets } from './list-secrets.ts';
import type { RangeReading } from './range.ts';
import { toNewSecret, toSecretChange } from './secret-change.ts';
import { parseSecretRequest } from './secret-request.ts';
import { BULK_SINCE, toWireSecret, typeOf } from './wire.ts';

export interface SecretRoutesContext {
  readonly core: Core;
  readonly space: string;
  readonly reading: RangeReading;
  readonly settings: ErrorSettings;
}

/** `/admin/secrets` and below (appgate.md 2), to be registered behind `requireVersion`. */
export function registerSecretRoutes(app: FastifyInstance, context: SecretRoutesContext): void {
  const { core, space } = context;
  const route = { onRequest: requireCaller(core) };

  app.get('/admin/secrets', route, async (request) => {
    const peer = peerOf(request);
    return listSecrets(context, callerOf(request), parseListQuery(request.raw.url ?? '', peer), peer);
  });

  app.post('/admin/secrets', route, async (request) => {
    const [caller, peer] = [callerOf(request), peerOf(request)];
    let name: string | null = null;
    const created = await core
      .createSecret(caller, { space }, () => {
        const sent = parseSecretRequest(readJson(request), peer);
        name = sent.name;
        return toNewSecret(sent, peer);
      })
      .catch((error: unknown) => explainConflict(core, caller, space, name, error));
    return toWireSecret(created, peer);
  });

  app.post(
    '/admin/secrets/bulk-upsert',
    { ...route, onRequest: [requireBulk, requireCaller(core)] },
    async (request) => {
      const peer = peerOf(request);
      return bulkUpsert({ ...context, peer }, callerOf(request), () => parseBulk(readJson(request), peer));
    },
  );

  app.get('/admin/secrets/:id', route, async (request) => {
    const target = { space, id: idOf(request), accepts: hasType };
    return toWireSecret(await core.describeSecret(callerOf(request), target), peerOf(request));
  });

  app.put('/admin/secrets/:id', route, async (request) => {
    const [caller, peer] = [callerOf(request), peerOf(request)];
    let name: string | null = null;
    const changed = await core
      .changeSecret(caller, { space, id: idOf(request) }, (current) => {
        const sent = parseSecretRequest(readJson(request), peer);
        name = sent.name;
        return toSecretChange(sent, current, peer);
      })
      .catch((error: unknown) => explainConflict(core, caller, space, name, error));
    return toWireSecret(changed, peer);
  });

  app.delete('/admin/secrets/:id', route, async (request, reply) => {
    await core.deleteSecret(callerOf(request), { space, id: idOf(request), accepts: hasType });
    return reply.code(204).send();
  });
}

/** Before version 24 there is no bulk upsert (appgate.md 2.8). */
async function requireBulk(request: FastifyRequest): Promise<void> {
  if (peerOf(request) >= BULK_SINCE) return;
  throw new AppError('not-found', 'Resource not found.', { details: { object: 'route' } });
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id.toLowerCase();
}

/** What Appgate has no words for is not there. */
function hasType(metadata: SecretMetadata): boolean {
  return typeOf(metadata) !== null;
}

// The native dialect of a sealed server: what is missing, and the attempt to open it. Both need no token, since nobody can
// be known before the keys are there.
import type { Origin, SlotSecret, SlotSummary } from '../../core/index.ts';
import { acceptJson } from '../../http/bodies.ts';
import type { Dialect } from '../../http/dialect.ts';
import { originOf } from '../../http/origin.ts';
import { renderError } from './errors.ts';
import type { NativeApp } from './openapi.ts';
import * as schemas from './seal-schemas.ts';
import { fromWireSlotSecret } from './seal-wire.ts';
import { compileValidator } from './validation.ts';

/** What opens the seal from the outside. */
export interface SealedDoor {
  slots(): Promise<readonly SlotSummary[]>;
  /** Null once it is open; the ceremony as it stands otherwise. Every attempt is recorded before it counts. */
  attempt(
    origin: Origin,
    secret: SlotSecret,
    ceremony: string | null,
  ): Promise<{ readonly ceremony: string; readonly given: number; readonly needed: number } | null>;
  /** Called when the answer is on its way. */
  opened(): void;
}

export function createSealedDialect(door: SealedDoor): Dialect {
  return {
    name: 'native',
    owns: (path) => path === '/pv' || path.startsWith('/pv/'),
    renderError,
    register: async (context) => {
      const app: NativeApp = context;
      acceptJson(context);
      app.setValidatorCompiler(compileValidator);
      app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
      app.addHook('onRequest', async (_request, reply) => {
        void reply.header('cache-control', 'no-store');
      });
      app.get('/pv/v1/seal', async () => ({ sealed: true, slots: await door.slots() }));
      app.post('/pv/v1/seal/unseal', { schema: { body: schemas.UnsealBody } }, async (request, reply) => {
        const { ceremony = null, ...secret } = request.body;
        const standing = await door.attempt(
          originOf(request, 'native'),
          fromWireSlotSecret(secret),
          ceremony,
        );
        if (standing !== null) return reply.code(202).send({ sealed: true, ...standing });
        reply.raw.once('finish', () => door.opened());
        return reply.send({ sealed: false });
      });
    },
  };
}

// A sealed server: it listens, tells what is missing and takes attempts to open the seal; every other path of every
// dialect answers `sealed` in its own shape. Attempts are in the audit log, which needs no key to be written.
import type { FastifyBaseLogger } from 'fastify';

import { createDialects, listenersOf } from './app.ts';
import { AppError, toAppError } from './base/errors.ts';
import type { Clock } from './base/clock.ts';
import { isInAny } from './base/ip-network.ts';
import type { Settings } from './config/settings.ts';
import { VERSION } from './config/version.ts';
import type { Core, Origin, SlotSecret } from './core/index.ts';
import type { AuditDraft, KeyStore, Store } from './core/ports/index.ts';
import { renderError } from './dialects/native/errors.ts';
import { createSealedDialect } from './dialects/native/sealed.ts';
import { closeListeners, openListeners } from './http/listeners.ts';
import type { Listener } from './http/listeners.ts';
import { Unsealing } from './seals/unsealing.ts';
import type { Opener } from './seals/unsealing.ts';

export interface SealedStore extends KeyStore {
  store(): Store | Promise<Store>;
}

export interface SealedServer {
  readonly listeners: readonly Listener[];
  /** What opened the seal; pending until then. */
  readonly opened: Promise<Opener>;
  /** Closes the listeners and the store, not the file. */
  close(): Promise<void>;
}

export async function startSealed(
  settings: Settings,
  logger: FastifyBaseLogger,
  clock: Clock,
  file: SealedStore,
): Promise<SealedServer> {
  const store = await file.store();
  const unsealing = new Unsealing(file, () => clock.now());
  let opener: Opener | null = null;
  const { promise: opened, resolve } = Promise.withResolvers<Opener>();
  const door = createSealedDialect({
    slots: () => unsealing.slots(),
    async attempt(origin, secret, ceremony) {
      const attempt = await tryAndRecord(store, clock, unsealing, origin, secret, ceremony);
      if (!('opened' in attempt)) return attempt;
      opener = attempt.opened;
      return null;
    },
    opened: () => {
      if (opener !== null) resolve(opener);
    },
  });
  const silent = createDialects(settings.dialects, noCore(), clock)
    .filter(({ name }) => name !== 'native')
    .map((dialect) => ({ ...dialect, register: () => undefined }));
  try {
    const listeners = await openListeners(
      listenersOf(settings),
      {
        dialects: [door, ...silent],
        renderError,
        logger,
        version: VERSION,
        health: async () => false,
        sealed: true,
        requestTimeoutMs: settings.requestTimeoutMs,
        admission: {
          ...settings.admission,
          isShared: (address) => isInAny(settings.sharedNetworks, address),
        },
      },
      clock.now(),
    );
    const close = async (): Promise<void> => {
      await closeListeners(listeners);
      await store.close();
    };
    return { listeners, opened, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The event is durable before the result counts; too many attempts are refused before there is one. */
async function tryAndRecord(
  store: Store,
  clock: Clock,
  unsealing: Unsealing,
  origin: Origin,
  secret: SlotSecret,
  ceremony: string | null,
) {
  const event = (rest: Pick<AuditDraft, 'outcome'> & Partial<AuditDraft>): AuditDraft => ({
    v: 1,
    time: clock.now(),
    ...origin,
    actor: { kind: 'anonymous' },
    operation: 'seal.unseal',
    object: { kind: 'store', name: secret.kind },
    ...rest,
  });
  try {
    const attempt = await unsealing.attempt(origin.address, secret, ceremony);
    const object =
      'opened' in attempt
        ? { kind: 'store' as const, id: attempt.opened.slot.id, name: secret.kind }
        : { kind: 'store' as const, name: secret.kind, count: attempt.given };
    await store.commit([], [event({ outcome: 'ok', object })]);
    return attempt;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'rate-limited') {
      await store.commit([], [event({ outcome: 'denied', code: error.code })]);
    }
    throw error;
  }
}

/** Dialects shape errors without a core; nothing of theirs is registered that could ask for one. */
function noCore(): Core {
  return new Proxy({} as Core, {
    get: () => () => {
      throw new AppError('sealed', 'The server is sealed.');
    },
  });
}

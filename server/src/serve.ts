// The server as it runs: open, or sealed until somebody brings what opens it, and sealed again on request. The two never
// listen at the same time; between them connections are refused for a moment, at the same address.
import { dirname } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';

import { makeFolder, startApp } from './app.ts';
import type { RunningApp } from './app.ts';
import { AppError, toAppError } from './base/errors.ts';
import { systemClock } from './base/clock.ts';
import type { Clock } from './base/clock.ts';
import type { Settings } from './config/settings.ts';
import type { Listener } from './http/listeners.ts';
import { startSealed } from './sealed.ts';
import type { SealedServer } from './sealed.ts';
import { openWithRoot } from './seals/open-keyring.ts';
import type { Opener } from './seals/unsealing.ts';
import { openEngine } from './stores/open-engine.ts';

export interface Served {
  readonly listeners: readonly Pick<Listener, 'dialect' | 'address'>[];
  /** The app of the start; null when it started sealed. */
  readonly app: RunningApp | null;
  close(): Promise<void>;
}

export async function serve(
  settings: Settings,
  logger: FastifyBaseLogger,
  clock: Clock = systemClock,
): Promise<Served> {
  const server = new SealableServer(settings, logger, clock);
  return server.start();
}

class SealableServer {
  #settings: Settings;
  readonly #logger: FastifyBaseLogger;
  readonly #clock: Clock;
  #running: { close(): Promise<void> } | null = null;
  #closed = false;
  /** Changes between open and sealed, one after the other. */
  #changing: Promise<void> = Promise.resolve();

  constructor(settings: Settings, logger: FastifyBaseLogger, clock: Clock) {
    this.#settings = settings;
    this.#logger = logger;
    this.#clock = clock;
  }

  async start(): Promise<Served> {
    const close = async (): Promise<void> => {
      this.#closed = true;
      await this.#changing;
      await this.#running?.close();
    };
    try {
      const app = await this.#open(null);
      return { listeners: app.listeners, app, close };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'sealed')) throw error;
      const { listeners } = await this.#beSealed();
      return { listeners, app: null, close };
    }
  }

  async #open(opener: Opener | null): Promise<RunningApp> {
    const app = await startApp(this.#settings, this.#logger, this.#clock, {
      ...(opener === null ? {} : { open: (store, now) => openWithRoot(store, opener, now) }),
      seal: () => this.#change(() => this.#beSealed()),
    });
    this.#keepPorts(app.listeners);
    this.#running = app;
    return app;
  }

  async #beSealed(): Promise<SealedServer> {
    if (this.#settings.databaseUrl === null) makeFolder(dirname(this.#settings.databasePath));
    const file = await openEngine(this.#settings);
    let sealed: SealedServer;
    try {
      sealed = await startSealed(this.#settings, this.#logger, this.#clock, file);
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.started();
    this.#keepPorts(sealed.listeners);
    this.#logger.warn('the server is sealed; nothing can be read until it is unsealed');
    this.#running = {
      close: async () => {
        await sealed.close();
        await file.close();
      },
    };
    void sealed.opened.then((opener) => this.#change(() => this.#unseal(opener)));
    return sealed;
  }

  /** When it cannot serve for another reason than its seal, it says why and is sealed again. */
  async #unseal(opener: Opener): Promise<void> {
    try {
      await this.#open(opener);
      this.#logger.info('the server is unsealed');
    } catch (error) {
      this.#logger.error({ fault: toAppError(error).message }, 'unsealed, but the server cannot start');
      await this.#beSealed();
    }
  }

  #change(next: () => Promise<unknown>): void {
    this.#changing = this.#changing.then(async () => {
      if (this.#closed) return;
      await this.#running?.close();
      this.#running = null;
      await next().catch((error: unknown) => {
        this.#logger.fatal({ fault: toAppError(error).message }, 'the server has stopped');
        process.exitCode = 1;
      });
    });
  }

  /** A port that was picked stays the same. */
  #keepPorts(listeners: readonly Pick<Listener, 'address'>[]): void {
    const [main, ...others] = listeners.map(({ address }) => Number(new URL(address).port));
    const { port, listeners: own } = this.#settings;
    this.#settings = {
      ...this.#settings,
      port: port === 0 ? (main ?? 0) : port,
      listeners: own.map((one, index) => (one.port === 0 ? { ...one, port: others[index] ?? 0 } : one)),
    };
  }
}

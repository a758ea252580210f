// The composition root: settings in, a listening server out. Everything is put together here and nowhere else.
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';

import { AppError, toAppError } from './base/errors.ts';
import { isInAny } from './base/ip-network.ts';
import { systemClock } from './base/clock.ts';
import type { Clock } from './base/clock.ts';
import type { DialectSettings, Settings } from './config/settings.ts';
import {
  createCore,
  feedSink,
  keepAuditLog,
  keepTrash,
  openAuditLog,
  openSteadyClock,
  parseBootstrap,
  parseSpaceTemplate,
  startRotating,
  startScrubbing,
} from './core/index.ts';
import type { Caller, Core, CoreSettings, Ports, Scrubber } from './core/index.ts';
import { randomText } from './crypto/index.ts';
import { createConsole } from './console/index.ts';
import { createAppgateDialect } from './dialects/appgate/index.ts';
import { createCoderDialect } from './dialects/coder/index.ts';
import { createFandoghDialect } from './dialects/fandogh/index.ts';
import { renderError } from './dialects/native/errors.ts';
import { createNativeDialect } from './dialects/native/index.ts';
import { createOlaresDialect } from './dialects/olares/index.ts';
import type { Dialect } from './http/dialect.ts';
import { closeListeners, openListeners, refuseOpenPlainHttp } from './http/listeners.ts';
import type { ListenerOptions } from './http/listeners.ts';
import { parseStrictJson } from './http/strict-json.ts';
import { createProviders } from './providers/outside-providers.ts';
import { parseProviders } from './providers/settings.ts';
import type { AuditSink, KeyStore } from './core/ports/index.ts';
import { openAtStart, startSecrets } from './seals/open-keyring.ts';
import type { OpenedKeyring, StartKeys } from './seals/open-keyring.ts';
import { OpenSealDesk } from './seals/seal-desk.ts';
import { HttpSink } from './sinks/http-sink.ts';
import { SyslogSink } from './sinks/syslog-sink.ts';
import { AnchorFile } from './stores/anchor-file.ts';
import type { Store } from './core/ports/index.ts';
import { openEngine } from './stores/open-engine.ts';
import { VERSION } from './config/version.ts';

export interface RunningApp {
  /** Such as `http://127.0.0.1:7400`. */
  readonly address: string;
  /** Every address, the main one first. */
  readonly listeners: readonly { readonly dialect: string | null; readonly address: string }[];
  /** Null when the environment gave the key. */
  readonly keyFile: string | null;
  readonly keyFingerprint: string;
  /** The one-time password of the user `admin`, on the start that made him. */
  readonly adminPassword: string | null;
  /** Visits stored rows in the background. */
  readonly scrubber: Scrubber;
  /** Every route that is served: its method and its path with `:name` and `*`. */
  readonly routes: readonly { readonly method: string; readonly url: string }[];
  /** Finishes what is in flight, then closes the store. */
  close(): Promise<void>;
}

const CONSOLE_FOLDER = join(import.meta.dirname, '..', '..', 'web', 'dist');

/** How the server around this one unseals and seals it. */
export interface SealHooks {
  /** Opens the keyring instead of the server's own key. */
  readonly open?: (store: KeyStore, now: number) => Promise<OpenedKeyring>;
  /** Ends this app because an administrator seals the server. */
  readonly seal?: () => void;
}

/** A clock further behind than this is worth a line in the log. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Throws AppError with a message for the operator when the server cannot start; nothing is left open then. */
export async function startApp(
  settings: Settings,
  logger: FastifyBaseLogger,
  wall: Clock = systemClock,
  seal: SealHooks = {},
): Promise<RunningApp> {
  const addresses = listenersOf(settings);
  refuseOpenPlainHttp(addresses, settings.allowPlainHttp);
  makeFolder(settings.dataDir);
  if (settings.databaseUrl === null) makeFolder(dirname(settings.databasePath));
  const engine = await openEngine(settings);
  const closers: (() => void | Promise<void>)[] = [() => engine.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const startKeys = startKeysOf(settings);
    const opened = await (seal.open?.(engine, wall.now()) ?? openAtStart(engine, startKeys, wall.now()));
    if (opened === null) throw new AppError('sealed', 'Nothing at hand opens the seal of this store.');
    const { keyring, rootKey, fingerprint, addedPurposes } = opened;
    const store = await engine.store();
    closers.push(() => store.close());
    const clock = await openSteadyClock({ store, keyring }, wall);
    if (clock.behind > CLOCK_TOLERANCE_MS) {
      logger.warn(
        { behindSeconds: Math.round(clock.behind / 1000) },
        'the clock is behind the highest time that this store has seen; time goes on from there',
      );
    }
    const anchor = new AnchorFile(settings.auditAnchor ?? join(settings.dataDir, 'audit.anchor'));
    const desk = new OpenSealDesk({
      store: engine,
      keyring,
      rootKey,
      now: () => clock.now(),
      own: () => startSecrets(startKeys),
      ...(seal.seal === undefined ? {} : { seal: seal.seal }),
    });
    const ports: Ports = {
      store,
      keyring,
      seal: desk,
      clock,
      settings: {
        ...spaceRules(settings.dialects),
        sharedNetworks: settings.sharedNetworks,
        trashRetentionDays: settings.trashRetentionDays,
      },
      anchor,
      ...readProviders(settings),
    };
    const { core, system, settle, scrubber, rotation, purgeTrash } = createCore(ports);
    await openAuditLog(ports, system, {
      anchored: anchor.read(),
      newKey: addedPurposes.includes('audit-sign'),
      acceptRollback: settings.acceptRollback,
      setAside: () => anchor.setAside(clock.now()),
    });
    const log = keepAuditLog(ports, auditReports(logger));
    closers.push(() => log.stop());
    for (const sink of sinksOf(settings)) {
      const feed = feedSink(ports, system, sink, sinkReports(logger));
      closers.push(() => feed.stop());
    }
    // Before the last checkpoint, which then covers it.
    closers.push(() =>
      settle().catch((error: unknown) => {
        logger.error({ fault: toAppError(error).message }, 'the last use of tokens could not be written');
      }),
    );
    closers.push(
      startRotating(rotation, (error) =>
        logger.error(
          { fault: toAppError(error).message },
          'a rotation of keys cannot go on; it is tried again',
        ),
      ),
    );
    closers.push(
      startScrubbing(scrubber, (finding) => logger.error({ finding }, 'a stored row does not verify')),
    );
    closers.push(
      keepTrash(purgeTrash, {
        purged: (what) => logger.info(what, 'what was in the trash for longer than it is kept is purged'),
        failed: ({ message }) => logger.error({ fault: message }, 'the trash could not be purged'),
      }),
    );
    const dialects = createDialects(settings.dialects, core, clock);
    await bootstrap(settings, core, system, dialects);
    const routes: { method: string; url: string }[] = [];
    const listeners = await openListeners(
      addresses,
      {
        dialects,
        renderError,
        logger,
        version: VERSION,
        requestTimeoutMs: settings.requestTimeoutMs,
        admission: {
          ...settings.admission,
          isShared: (address) => isInAny(settings.sharedNetworks, address),
        },
        health: () =>
          store.ping().then(
            () => true,
            () => false,
          ),
        onRoute: (method, url) => routes.push({ method, url }),
      },
      clock.now(),
    );
    closers.push(() => closeListeners(listeners));
    const address = listeners[0]?.address ?? '';
    // Made when nothing can fail any more, so that his password is shown by the start that makes him.
    const adminPassword = await createMissingAdministrator(store, core, system);
    await engine.started();
    return {
      address,
      listeners,
      keyFile: startKeys.key === null ? startKeys.keyFile : null,
      keyFingerprint: fingerprint,
      adminPassword,
      scrubber,
      routes,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the server opens its store with alone. */
export function startKeysOf({ keyFile, dataDir, sealKey }: Settings): StartKeys {
  return { keyFile: keyFile ?? join(dataDir, 'root.key'), key: sealKey };
}

function auditReports(logger: FastifyBaseLogger): Parameters<typeof keepAuditLog>[1] {
  return {
    failed: (error) =>
      logger.error({ fault: toAppError(error).message }, 'audit checkpoints cannot be written'),
    healed: () => logger.info('audit checkpoints are written again'),
  };
}

function sinksOf({ auditHttp, auditSyslog }: Settings): readonly AuditSink[] {
  return [
    ...(auditHttp === null ? [] : [new HttpSink(auditHttp)]),
    ...(auditSyslog === null ? [] : [new SyslogSink(auditSyslog)]),
  ];
}

function sinkReports(logger: FastifyBaseLogger): Parameters<typeof feedSink>[3] {
  return {
    failed: (sink, error) =>
      logger.error(
        { sink, fault: toAppError(error).message },
        'audit events cannot be sent; they will be later',
      ),
    healed: (sink) => logger.info({ sink }, 'audit events are sent again'),
  };
}

/** Every dialect that is switched on, the native one first. */
export function createDialects(settings: DialectSettings, core: Core, clock: Clock): readonly Dialect[] {
  const { fandogh, appgate, olares, coder } = settings;
  const webConsole = createConsole({ folder: CONSOLE_FOLDER, renderError, now: () => clock.now() });
  return [
    createNativeDialect({ core, version: VERSION, sessionToken: webConsole.tokenOf }),
    webConsole.surface,
    ...(coder.enabled ? [createCoderDialect({ core, ...coder })] : []),
    ...(fandogh.enabled ? [createFandoghDialect({ core, ...fandogh })] : []),
    ...(appgate.enabled ? [createAppgateDialect({ core, ...appgate })] : []),
    ...(olares.enabled
      ? [
          createOlaresDialect({
            core,
            ...olares,
            environments: ['dev', 'test', 'staging', 'prod'],
            now: () => clock.now(),
          }),
        ]
      : []),
  ];
}

/** Which spaces belong to users without a grant, as the templates of the dialects say. */
function spaceRules({ fandogh, appgate, olares, coder }: DialectSettings): CoreSettings {
  for (const [name, { space }] of Object.entries({ fandogh, appgate, olares, coder })) {
    checkTemplate(name, space);
  }
  const personal = coder.space.includes('{user') ? [coder.space] : [];
  const segments = olares.space.split('/');
  const user = segments.indexOf('{user}');
  const home = [...segments.slice(0, user), '{username}'].join('/');
  return {
    personalSpaces: personal.map(parseSpaceTemplate),
    homes: user === -1 ? [] : [parseSpaceTemplate(home)],
  };
}

/** `invalid-input` that names the setting. */
function checkTemplate(dialect: string, template: string): void {
  try {
    parseSpaceTemplate(template);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('invalid-input', `POLYVAULT_${dialect.toUpperCase()}_SPACE: ${error.message}`, {
      cause: error,
    });
  }
}

/** The operator's outside identity providers; a file that cannot be understood stops the start, by name. */
function readProviders({ providersFile: path }: Settings): Pick<Ports, 'providers'> {
  if (path === null) return {};
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new AppError('unavailable', `The file of identity providers ${path} cannot be read.`, { cause });
  }
  try {
    return { providers: createProviders(parseProviders(parseStrictJson(bytes))) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problems = error.details.issues?.map(({ path: at, message }) => `${at} ${message}`) ?? [
      error.message,
    ];
    throw new AppError(error.code, `The file of identity providers ${path}: ${problems.join('; ')}`, {
      cause: error,
    });
  }
}

async function bootstrap(
  settings: Settings,
  core: Core,
  system: Caller,
  dialects: readonly Dialect[],
): Promise<void> {
  const path = settings.bootstrapFile;
  if (path === null) return;
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new AppError('unavailable', `The bootstrap file ${path} cannot be read.`, { cause });
  }
  const sections = Object.fromEntries(
    dialects.flatMap((dialect) =>
      dialect.bootstrap === undefined ? [] : [[dialect.name, dialect.bootstrap]],
    ),
  );
  try {
    await parseBootstrap(parseStrictJson(bytes), sections)(core, system);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problems = error.details.issues?.map(({ path: at, message }) => `${at} ${message}`) ?? [
      error.message,
    ];
    throw new AppError(error.code, `The bootstrap file ${path} cannot be applied: ${problems.join('; ')}`, {
      cause: error,
    });
  }
}

/** The one-time password of a new user `admin`, or null when there is an administrator who can sign in. */
async function createMissingAdministrator(store: Store, core: Core, system: Caller): Promise<string | null> {
  if ((await store.find('users', { admin: 1, disabled: 0 })) !== undefined) return null;
  const password = randomText(20);
  try {
    await core.createUser(system, {
      username: 'admin',
      email: 'admin@localhost',
      password,
      admin: true,
      mustChangePassword: true,
    });
  } catch (cause) {
    if (!(cause instanceof AppError && cause.code === 'conflict')) throw cause;
    throw new AppError(
      'conflict',
      'No administrator can sign in, and the user name "admin" or its address is taken. Name another administrator in a bootstrap file: {"users":[{"username":"...","password":"...","admin":true}]}',
      { cause },
    );
  }
  return password;
}

/** Only its owner may look into it (0700). */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new AppError(
      'unavailable',
      `The folder ${path} cannot be made (${reason}). Make it, or name another one with POLYVAULT_DATA_DIR.`,
      { cause },
    );
  }
}

/** The main address with every dialect, then those of one dialect each. */
export function listenersOf(settings: Settings): readonly ListenerOptions[] {
  const all = [{ ...settings, dialect: null }, ...settings.listeners];
  return all.map(({ host, port, dialect, tls }) => ({
    host,
    port,
    dialect,
    certificate:
      tls !== null && 'selfSigned' in tls
        ? { folder: join(settings.dataDir, 'tls'), name: dialect ?? 'main', host }
        : tls,
  }));
}

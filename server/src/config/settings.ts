// Every setting of the server, with its default: from flags, then from the environment. Nothing else reads
// either of them.
import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { AppError } from '../base/errors.ts';
import { parseIpNetwork } from '../base/ip-network.ts';
import type { IpNetwork } from '../base/ip-network.ts';
import type { SecretText } from '../base/secret-text.ts';
import { define } from './definition.ts';
import type { Definition } from './definition.ts';
import { LISTENER_DEFINITIONS, readListeners, readTls } from './listeners.ts';
import type { ListenerSettings, TlsSource } from './listeners.ts';
import { readSealKey } from './seal-key.ts';

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Null for `root.key` in the data folder. */
  readonly keyFile: string | null;
  /** A key line from the environment or from a credential of systemd (`polyvault-seal-key`); null for none. */
  readonly sealKey: SecretText | null;
  /** Path of the SQLite file, which is the store unless `databaseUrl` is given. */
  readonly databasePath: string;
  /** The store on PostgreSQL; null for SQLite. It may hold a password. */
  readonly databaseUrl: string | null;
  /** The name of this node among those of one store. */
  readonly node: string;
  readonly bootstrapFile: string | null;
  /** JSON file of outside identity providers. */
  readonly providersFile: string | null;
  /** Networks (CIDR) in which one address stands for many clients, such as a proxy's (threat T13). */
  readonly sharedNetworks: readonly IpNetwork[];
  readonly requestTimeoutMs: number;
  /** What is served at once. */
  readonly admission: { readonly requests: number; readonly connectionsPerAddress: number };
  readonly logLevel: string;
  /** How many days the trash is kept; 0 for ever. */
  readonly trashRetentionDays: number;
  /** Null for `audit.anchor` in the data folder. */
  readonly auditAnchor: string | null;
  /** Start although the database is not the one that the anchor knows (threat T5). */
  readonly acceptRollback: boolean;
  /** Where audit events are sent too; null for nowhere. */
  readonly auditHttp: string | null;
  readonly auditSyslog: {
    readonly transport: 'tcp' | 'udp';
    readonly host: string;
    readonly port: number;
  } | null;
  /** Plain HTTP on an address that is not loopback has to be said on purpose (threat T1). */
  readonly allowPlainHttp: boolean;
  /** HTTPS on the main address; null for plain HTTP. */
  readonly tls: TlsSource | null;
  /** Further addresses, each for one dialect. */
  readonly listeners: readonly ListenerSettings[];
  readonly dialects: DialectSettings;
}

export interface DialectSettings {
  readonly fandogh: {
    readonly enabled: boolean;
    readonly space: string;
    readonly latestVersion: string;
    readonly corsOrigins: readonly string[];
  };
  readonly appgate: {
    readonly enabled: boolean;
    readonly space: string;
    /** Peer versions that are served, and those that are told to clients. */
    readonly minVersion: number;
    readonly maxVersion: number;
    readonly advertisedMin: number;
    readonly advertisedMax: number;
    readonly range: 'half-open' | 'inclusive';
    readonly renameConflict: 409 | 422;
  };
  readonly olares: {
    readonly enabled: boolean;
    readonly space: string;
    readonly s1Mode: 'source' | 'document';
    readonly s2Mode: 'source' | 'document';
  };
  readonly coder: {
    readonly enabled: boolean;
    readonly space: string;
    readonly targetRule: 'seed' | 'current';
    readonly fileDelivery: boolean;
    readonly buildVersion: string;
    /** Numbers that differ from those of the contract. */
    readonly limits?: { readonly secrets?: number; readonly totalBytes?: number; readonly envBytes?: number };
  };
}

/** Flag and variable of each setting; `--help` prints this list. */
const DEFINITIONS = {
  host: define('POLYVAULT_HOST', '127.0.0.1', 'address to listen on'),
  port: define('POLYVAULT_PORT', '7400', 'port to listen on; 0 picks a free one'),
  dataDir: define('POLYVAULT_DATA_DIR', '.polyvault', 'folder of database and key file, made with mode 0700'),
  keyFile: define('POLYVAULT_KEY_FILE', '', 'key file; root.key in the data folder by default'),
  databaseUrl: define(
    'POLYVAULT_DATABASE_URL',
    '',
    'sqlite:PATH, or postgres://USER:PASSWORD@HOST/DATABASE; polyvault.db in the data folder by default',
  ),
  node: define('POLYVAULT_NODE', 'main', 'name of this node; each node of one store has its own'),
  bootstrap: define('POLYVAULT_BOOTSTRAP', '', 'JSON file that is applied at start'),
  auditAnchor: define(
    'POLYVAULT_AUDIT_ANCHOR',
    '',
    'file of the newest audit checkpoint; audit.anchor in the data folder by default',
  ),
  auditHttp: define('POLYVAULT_AUDIT_HTTP', '', 'http(s) URL that audit events are sent to as JSON lines'),
  auditSyslog: define(
    'POLYVAULT_AUDIT_SYSLOG',
    '',
    'syslog server for audit events: tcp://HOST:PORT or udp://HOST:PORT',
  ),
  acceptRollback: define(
    'POLYVAULT_ACCEPT_ROLLBACK',
    'false',
    'true: start although the database is older than its audit anchor, or another one',
  ),
  providers: define('POLYVAULT_PROVIDERS', '', 'JSON file of OpenID Connect providers'),
  sharedNetworks: define(
    'POLYVAULT_SHARED_NETWORKS',
    '127.0.0.0/8,::1',
    'networks whose addresses stand for many clients, as a proxy does; no failed sign-ins are counted for them',
  ),
  maxRequests: define(
    'POLYVAULT_MAX_REQUESTS',
    '512',
    'requests under way at once; what is beyond is answered 503 with Retry-After',
  ),
  requestTimeout: define('POLYVAULT_REQUEST_TIMEOUT', '30', 'seconds in which a request has to arrive whole'),
  maxConnectionsPerAddress: define(
    'POLYVAULT_MAX_CONNECTIONS_PER_ADDRESS',
    '1000',
    'connections from one address at once, shared networks excepted',
  ),
  trashRetention: define(
    'POLYVAULT_TRASH_RETENTION',
    '30',
    'days after which what is in the trash is purged; 0 keeps it for ever',
  ),
  logLevel: define('POLYVAULT_LOG_LEVEL', 'info', 'fatal, error, warn, info, debug, trace or silent'),
  allowPlainHttp: define(
    'POLYVAULT_ALLOW_PLAIN_HTTP',
    'false',
    'true: plain HTTP beyond loopback, behind a TLS proxy',
  ),
  ...LISTENER_DEFINITIONS,
  dialects: define(
    'POLYVAULT_DIALECTS',
    'fandogh,appgate,olares,coder',
    'dialects to serve besides the native API',
  ),
  fandoghSpace: define(
    'POLYVAULT_FANDOGH_SPACE',
    'fandogh/{namespace}',
    'space template of the fandogh dialect',
  ),
  fandoghLatest: define(
    'POLYVAULT_FANDOGH_LATEST_VERSION',
    '0.0.0',
    'client version told by the version check',
  ),
  fandoghCors: define('POLYVAULT_FANDOGH_CORS_ORIGINS', '*', 'origins of the dashboard, separated by commas'),
  appgateSpace: define('POLYVAULT_APPGATE_SPACE', 'appgate', 'space of the appgate dialect'),
  appgateMax: define(
    'POLYVAULT_APPGATE_ADVERTISED_MAX',
    '24',
    'highest peer version that is advertised, 20 to 25',
  ),
  appgateRange: define('POLYVAULT_APPGATE_RANGE', 'half-open', 'half-open or inclusive'),
  appgateRename: define(
    'POLYVAULT_APPGATE_RENAME_CONFLICT',
    '422',
    'status of a rename onto a taken name: 422 or 409',
  ),
  olaresSpace: define(
    'POLYVAULT_OLARES_SPACE',
    'olares/{user}/{workspace}/{env}',
    'space template of the olares dialect',
  ),
  olaresGateway: define(
    'POLYVAULT_OLARES_GATEWAY_MODE',
    'source',
    'codes of the gateway surface: source or document',
  ),
  olaresDirect: define(
    'POLYVAULT_OLARES_DIRECT_MODE',
    'document',
    'codes of the direct surface: document or source',
  ),
  coderSpace: define('POLYVAULT_CODER_SPACE', 'coder/{user_id}', 'space template of the coder dialect'),
  coderTarget: define(
    'POLYVAULT_CODER_TARGET_RULE',
    'seed',
    'seed or current: whether an enabled secret needs a target',
  ),
  coderFiles: define('POLYVAULT_CODER_FILE_DELIVERY', 'true', 'false: the deployment forbids file paths'),
  coderVersion: define('POLYVAULT_CODER_BUILD_VERSION', 'v2.36.0', 'Coder release that the surface equals'),
} as const satisfies Record<string, Definition>;

/** `invalid-input` that names the setting and what it may be. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Settings {
  const given = parseFlags(args);
  const text = (name: keyof typeof DEFINITIONS): string => {
    const { flag, env: variable, value } = DEFINITIONS[name];
    return given[flag] ?? env[variable] ?? value;
  };
  const oneOf = <T extends string>(name: keyof typeof DEFINITIONS, allowed: readonly T[]): T => {
    const value = text(name);
    const found = allowed.find((candidate) => candidate === value);
    return found ?? refuse(name, `must be one of ${allowed.join(', ')}`);
  };
  const whole = (name: keyof typeof DEFINITIONS, least: number, most: number): number => {
    const value = text(name);
    if (!/^\d{1,5}$/.test(value) || Number(value) < least || Number(value) > most) {
      return refuse(name, `must be a whole number from ${least} to ${most}`);
    }
    return Number(value);
  };
  const dataDir = resolve(text('dataDir'));
  const keyFile = text('keyFile');
  const bootstrap = text('bootstrap');
  const providers = text('providers');
  const auditAnchor = text('auditAnchor');
  const enabled = text('dialects')
    .split(',')
    .map((name) => name.trim());
  const known = ['fandogh', 'appgate', 'olares', 'coder', ''];
  if (!enabled.every((name) => known.includes(name)))
    refuse('dialects', 'must name fandogh, appgate, olares, coder');
  return {
    host: text('host'),
    port: whole('port', 0, 65535),
    dataDir,
    keyFile: keyFile === '' ? null : resolve(keyFile),
    sealKey: readSealKey(env),
    databasePath: databasePath(text('databaseUrl'), dataDir),
    databaseUrl: postgresUrl(text('databaseUrl')),
    node: nodeName(text('node')),
    bootstrapFile: bootstrap === '' ? null : resolve(bootstrap),
    sharedNetworks: text('sharedNetworks')
      .split(',')
      .filter((network) => network.trim() !== '')
      .map(
        (network) =>
          parseIpNetwork(network.trim()) ??
          refuse('sharedNetworks', 'must hold networks such as 10.0.0.0/8, separated by commas'),
      ),
    providersFile: providers === '' ? null : resolve(providers),
    auditAnchor: auditAnchor === '' ? null : resolve(auditAnchor),
    auditHttp: httpUrl(text('auditHttp')),
    auditSyslog: syslogAddress(text('auditSyslog')),
    acceptRollback: oneOf('acceptRollback', ['true', 'false']) === 'true',
    requestTimeoutMs: whole('requestTimeout', 1, 3600) * 1000,
    admission: {
      requests: whole('maxRequests', 1, 1_000_000),
      connectionsPerAddress: whole('maxConnectionsPerAddress', 1, 1_000_000),
    },
    trashRetentionDays: whole('trashRetention', 0, 36_500),
    logLevel: oneOf('logLevel', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    allowPlainHttp: oneOf('allowPlainHttp', ['true', 'false']) === 'true',
    tls: readTls({ text, refuse }, 'main'),
    listeners: readListeners({ text, refuse }, enabled),
    dialects: {
      fandogh: {
        enabled: enabled.includes('fandogh'),
        space: text('fandoghSpace'),
        latestVersion: text('fandoghLatest'),
        corsOrigins: text('fandoghCors')
          .split(',')
          .map((origin) => origin.trim()),
      },
      appgate: {
        enabled: enabled.includes('appgate'),
        space: text('appgateSpace'),
        minVersion: 20,
        maxVersion: 25,
        advertisedMin: 20,
        advertisedMax: whole('appgateMax', 20, 25),
        range: oneOf('appgateRange', ['half-open', 'inclusive']),
        renameConflict: oneOf('appgateRename', ['422', '409']) === '409' ? 409 : 422,
      },
      olares: {
        enabled: enabled.includes('olares'),
        space: text('olaresSpace'),
        s1Mode: oneOf('olaresGateway', ['source', 'document']),
        s2Mode: oneOf('olaresDirect', ['document', 'source']),
      },
      coder: {
        enabled: enabled.includes('coder'),
        space: text('coderSpace'),
        targetRule: oneOf('coderTarget', ['seed', 'current']),
        fileDelivery: oneOf('coderFiles', ['true', 'false']) === 'true',
        buildVersion: text('coderVersion'),
      },
    },
  };
}

/** Whether `--help` was asked for. */
export function wantsHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

export function helpText(): string {
  const lines = Object.values(DEFINITIONS).map(({ flag, env, value, text }) => {
    const preset = value === '' ? '' : ` (${value})`;
    return `  --${flag.padEnd(26)} ${text}${preset}\n  ${' '.repeat(28)} ${env}`;
  });
  return ['Usage: npm start -- [options]', '', ...lines, ''].join('\n');
}

function parseFlags(args: readonly string[]): Readonly<Record<string, string | undefined>> {
  const options = Object.fromEntries(
    Object.values(DEFINITIONS).map(({ flag }) => [flag, { type: 'string' as const }]),
  );
  // A switch may stand alone.
  const spelled = args.map((arg, index) =>
    arg === '--accept-rollback' && !/^(?:true|false)$/.test(args[index + 1] ?? '') ? `${arg}=true` : arg,
  );
  try {
    return parseArgs({ args: spelled, options, strict: true }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : 'unknown flag';
    throw new AppError('invalid-input', `${message}. Run with --help for the list of flags.`, { cause });
  }
}

function httpUrl(given: string): string | null {
  if (given === '') return null;
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username + url.password !== '') {
    return refuse('auditHttp', 'must be an http or https URL without a user');
  }
  return url.href;
}

function syslogAddress(given: string): Settings['auditSyslog'] {
  if (given === '') return null;
  const [, transport, host, port] =
    /^(tcp|udp):\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(given) ?? [];
  if (host === undefined || !(Number(port) >= 1 && Number(port) <= 65535)) {
    return refuse('auditSyslog', 'must be tcp://HOST:PORT or udp://HOST:PORT');
  }
  return {
    transport: transport === 'tcp' ? 'tcp' : 'udp',
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
  };
}

function databasePath(url: string, dataDir: string): string {
  if (url === '' || postgresUrl(url) !== null) return resolve(dataDir, 'polyvault.db');
  if (!url.startsWith('sqlite:')) return refuse('databaseUrl', 'must be sqlite:PATH or postgres://...');
  const path = url.slice('sqlite:'.length);
  return isAbsolute(path) ? path : resolve(path);
}

function postgresUrl(url: string): string | null {
  return /^postgres(?:ql)?:\/\/./.test(url) ? url : null;
}

/** It becomes the name of an audit lane, and part of what is signed. */
function nodeName(name: string): string {
  if (/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/.test(name)) return name;
  return refuse('node', 'must be 1 to 63 lower-case letters, digits, dots and hyphens');
}

function refuse(name: keyof typeof DEFINITIONS, rule: string): never {
  const { env, flag } = DEFINITIONS[name];
  throw new AppError('invalid-input', `${env} (--${flag}) ${rule}.`);
}

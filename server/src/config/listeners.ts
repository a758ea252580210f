// Where the server listens besides its main address, and with which certificates: one listener for a dialect at most.
import { resolve } from 'node:path';

import { define } from './definition.ts';
import type { Definition } from './definition.ts';

/** A certificate with its key in files, or one that the server makes itself. */
export type TlsSource =
  { readonly certFile: string; readonly keyFile: string } | { readonly selfSigned: true };

export interface ListenerSettings {
  readonly dialect: ListeningDialect;
  readonly host: string;
  readonly port: number;
  /** Null for plain HTTP. */
  readonly tls: TlsSource | null;
}

export const LISTENING_DIALECTS = ['fandogh', 'appgate', 'olares', 'coder'] as const;
export type ListeningDialect = (typeof LISTENING_DIALECTS)[number];

type Part = 'Listen' | 'Cert' | 'Key' | 'SelfSigned';
/** `main...` are those of the main listener. */
export type ListenerSetting = `${ListeningDialect}${Part}` | `main${Exclude<Part, 'Listen'>}`;

const FOLDER = "made at start, and kept in the data folder's tls";

/** The settings by which listeners are told, for the list of all settings. */
export const LISTENER_DEFINITIONS = {
  mainCert: define('POLYVAULT_TLS_CERT', '', 'certificate (PEM) of the main address; HTTPS instead of HTTP'),
  mainKey: define('POLYVAULT_TLS_KEY', '', 'its key (PEM)'),
  mainSelfSigned: define('POLYVAULT_TLS_SELF_SIGNED', 'false', `true: a certificate ${FOLDER}`),
  ...Object.fromEntries(LISTENING_DIALECTS.flatMap(definitionsOf)),
} as Readonly<Record<ListenerSetting, Definition>>;

function definitionsOf(dialect: ListeningDialect): readonly (readonly [string, Definition])[] {
  const variable = `POLYVAULT_${dialect.toUpperCase()}`;
  return [
    [
      `${dialect}Listen`,
      define(`${variable}_LISTEN`, '', `HOST:PORT that serves the ${dialect} dialect alone`),
    ],
    [`${dialect}Cert`, define(`${variable}_CERT`, '', 'certificate (PEM) of that address')],
    [`${dialect}Key`, define(`${variable}_KEY`, '', 'its key (PEM)')],
    [`${dialect}SelfSigned`, define(`${variable}_SELF_SIGNED`, 'false', `true: a certificate ${FOLDER}`)],
  ];
}

/** How a setting is read, and how it is refused by its name. */
export interface SettingReader {
  readonly text: (name: ListenerSetting) => string;
  readonly refuse: (name: ListenerSetting, rule: string) => never;
}

/** The certificate of the main listener, null for plain HTTP. */
export function readTls(reader: SettingReader, of: ListeningDialect | 'main'): TlsSource | null {
  const [certFile, keyFile] = [reader.text(`${of}Cert`), reader.text(`${of}Key`)];
  const selfSigned = reader.text(`${of}SelfSigned`);
  if (selfSigned !== 'true' && selfSigned !== 'false') {
    return reader.refuse(`${of}SelfSigned`, 'must be one of true, false');
  }
  if (certFile === '' && keyFile === '') return selfSigned === 'true' ? { selfSigned: true } : null;
  if (selfSigned === 'true') return reader.refuse(`${of}SelfSigned`, 'cannot be true beside a certificate');
  if (certFile === '') return reader.refuse(`${of}Cert`, 'is needed beside a key');
  if (keyFile === '') return reader.refuse(`${of}Key`, 'is needed beside a certificate');
  return { certFile: resolve(certFile), keyFile: resolve(keyFile) };
}

/** The listeners besides the main one, for dialects that are served. */
export function readListeners(reader: SettingReader, served: readonly string[]): readonly ListenerSettings[] {
  return LISTENING_DIALECTS.flatMap((dialect) => {
    const text = reader.text(`${dialect}Listen`);
    const tls = readTls(reader, dialect);
    if (text === '') {
      return tls === null ? [] : reader.refuse(`${dialect}Listen`, 'is needed beside a certificate');
    }
    if (!served.includes(dialect))
      return reader.refuse(`${dialect}Listen`, 'is of a dialect that is not served');
    const address = parseAddress(text);
    if (address === null) {
      return reader.refuse(`${dialect}Listen`, 'must be HOST:PORT, with an IPv6 address in brackets');
    }
    return [{ dialect, ...address, tls }];
  });
}

function parseAddress(text: string): { readonly host: string; readonly port: number } | null {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text);
  const [host, port] = [parts?.[1] ?? parts?.[2], Number(parts?.[3])];
  return host === undefined || port > 65535 ? null : { host, port };
}

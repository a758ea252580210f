// Sends audit events to a syslog server of the operator: RFC 5424 messages, over UDP one in a packet, over TCP behind
// their length (RFC 6587). The address comes from the settings alone.
import { createSocket } from 'node:dgram';
import type { Socket as UdpSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { hostname } from 'node:os';

import { AppError } from '../base/errors.ts';
import type { AuditRecord, AuditSink } from '../core/ports/index.ts';

/** Facility 13 is "log audit". */
const FACILITY = 13;
const INFORMATIONAL = 6;
const WARNING = 4;
const TIMEOUT_MS = 10_000;

export interface SyslogAddress {
  readonly transport: 'tcp' | 'udp';
  readonly host: string;
  readonly port: number;
}

/** RFC 5424 section 6; the message is the event's own text. */
export function syslogMessage({ body }: Pick<AuditRecord, 'body'>, host: string): string {
  const { time, outcome } = JSON.parse(body) as { readonly time: number; readonly outcome: string };
  const priority = FACILITY * 8 + (outcome === 'ok' ? INFORMATIONAL : WARNING);
  return `<${priority}>1 ${new Date(time).toISOString()} ${host} polyvault - audit - ${body}`;
}

export class SyslogSink implements AuditSink {
  readonly name = 'syslog';
  readonly #address: SyslogAddress;
  readonly #host =
    hostname()
      .replaceAll(/[^!-~]/g, '')
      .slice(0, 255) || '-';
  #tcp: Socket | null = null;
  #udp: UdpSocket | null = null;

  constructor(address: SyslogAddress) {
    this.#address = address;
  }

  /** Sent when the operating system has taken it: syslog has no receipts. */
  async send(records: readonly AuditRecord[]): Promise<void> {
    const messages = records.map((record) => syslogMessage(record, this.#host));
    try {
      if (this.#address.transport === 'udp') await this.#sendPackets(messages);
      else await this.#sendStream(messages);
    } catch (cause) {
      this.close();
      throw new AppError('unavailable', 'The syslog server cannot be reached.', { cause });
    }
  }

  close(): void {
    this.#tcp?.destroy();
    this.#udp?.close();
    this.#tcp = null;
    this.#udp = null;
  }

  async #sendPackets(messages: readonly string[]): Promise<void> {
    const { host, port } = this.#address;
    const socket = (this.#udp ??= createSocket(host.includes(':') ? 'udp6' : 'udp4').unref());
    for (const message of messages) {
      await new Promise<void>((resolve, reject) => {
        socket.send(message, port, host, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
    }
  }

  async #sendStream(messages: readonly string[]): Promise<void> {
    const socket = (this.#tcp ??= await this.#connect());
    const text = messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join('');
    await new Promise<void>((resolve, reject) => {
      const fail = (error?: Error): void => reject(error ?? new Error('The connection was closed.'));
      const cleared = (): void => {
        clearTimeout(timer);
        socket.off('error', fail).off('close', fail);
      };
      const timer = setTimeout(() => {
        cleared();
        fail(new Error('The connection takes nothing.'));
      }, TIMEOUT_MS);
      socket.once('error', fail).once('close', fail);
      socket.write(text, (error) => {
        cleared();
        if (error == null) resolve();
        else reject(error);
      });
    });
  }

  #connect(): Promise<Socket> {
    const { host, port } = this.#address;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, timeout: TIMEOUT_MS });
      socket.once('error', reject);
      socket.once('timeout', () => socket.destroy(new Error('The connection takes too long.')));
      socket.once('connect', () => {
        socket.off('error', reject);
        socket.setTimeout(0);
        socket.unref();
        // The server may close it between two batches; the next one connects anew.
        socket.on('error', () => undefined);
        socket.on('close', () => {
          if (this.#tcp === socket) this.#tcp = null;
        });
        resolve(socket);
      });
    });
  }
}

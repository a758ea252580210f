// What is answered to bytes that are not a request. The log gets the parser's code alone: the error that comes with it
// carries the packet, and with it tokens and values (threat T20).
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';

interface ParserError extends Error {
  readonly code?: string;
}

const ANSWERS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
};

/** Answers, where that is still possible, and ends the connection: what follows on it cannot be told apart. */
export function answerClientError(error: ParserError, socket: Socket, log: FastifyBaseLogger): void {
  const { code = 'unknown' } = error;
  if (code === 'ECONNRESET' || socket.destroyed) return;
  log.debug({ code }, 'not a request');
  const [status, message] = ANSWERS[code] ?? [400, 'The request is not valid HTTP.'];
  const reason = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ error: reason, message, statusCode: status });
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'connection: close',
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  else socket.destroy();
}

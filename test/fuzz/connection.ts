// A small HTTP/1.1 client on raw sockets: bytes out as they are, answers in. It follows no rule that it was not told,
// so that the server sees exactly what was made.
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Lower-case name to value; several of one name are joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const ANSWER_MS = 60_000;
const ALONE_MS = 400;
const CLOSED_MS = 400;
const MORE_MS = 10;
const HEAD_END = Buffer.from('\r\n\r\n');

/** The first answer in the bytes and where it ends; null while it is not complete. Informational ones are skipped. */
export function parseAnswer(
  bytes: Buffer,
  bodiless: boolean,
): { readonly answer: Answer; readonly end: number } | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  if (Number.isNaN(status)) throw new Error('the server sent something that is not an answer');
  const start = headEnd + HEAD_END.length;
  if (status < 200) {
    const rest = parseAnswer(bytes.subarray(start), bodiless);
    return rest === null ? null : { answer: rest.answer, end: rest.end + start };
  }
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const empty = { answer: { status, headers, body: Buffer.alloc(0) }, end: start };
  if (bodiless || status === 204 || status === 304) return empty;
  if (headers.get('transfer-encoding') === 'chunked') return parseChunks(bytes, start, status, headers);
  const length = Number(headers.get('content-length') ?? 0);
  if (bytes.length < start + length) return null;
  return { answer: { status, headers, body: bytes.subarray(start, start + length) }, end: start + length };
}

function parseChunks(bytes: Buffer, start: number, status: number, headers: Answer['headers']) {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return null;
    if (size === 0) return { answer: { status, headers, body: Buffer.concat(parts) }, end: next };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = next;
  }
}

/** One request at a time over a connection that is kept; a new one when the server has closed it. */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** Rejects when there is no whole answer within a minute, or the server closes before it. */
  exchange(bytes: Buffer, bodiless: boolean): Promise<Answer> {
    const socket = this.#socket ?? connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    let received: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => finish(new Error(`no answer in ${ANSWER_MS} ms`)), ANSWER_MS);
    const finish = (outcome: Answer | Error): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (outcome instanceof Error || outcome.headers.get('connection') === 'close') this.close();
      else {
        // Between two requests the server may close.
        socket.on('error', () => this.#forget(socket));
        socket.on('close', () => this.#forget(socket));
        socket.on('end', () => this.#forget(socket));
      }
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    socket.removeAllListeners();
    socket.on('error', (error) => finish(error));
    socket.on('close', () => finish(new Error('the server closed the connection without a whole answer')));
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      try {
        const found = parseAnswer(received, bodiless);
        if (found === null) return;
        if (found.end < received.length) throw new Error('the server sent bytes behind its answer');
        finish(found.answer);
      } catch (error) {
        finish(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.write(bytes);
    return promise;
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.removeAllListeners();
    socket?.on('error', () => undefined);
    socket?.destroy();
  }

  #forget(socket: Socket): void {
    if (this.#socket === socket) this.close();
  }
}

/**
 * Everything that the server answers to bytes on a connection of their own. Its writing end is closed only when no
 * answer has come for a while: Node drops what it is working on when a client closes.
 */
export function exchangeAlone(port: number, bytes: Buffer, bodiless: boolean): Promise<readonly Answer[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Answer[]>();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  const finish = (): void => {
    clearTimeout(timer);
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    socket.destroy();
    resolve(parseAll(received, bodiless));
  };
  const giveUp = (): void => {
    socket.end();
    timer = setTimeout(finish, CLOSED_MS);
  };
  let timer = setTimeout(giveUp, ALONE_MS);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (parseAll(received, bodiless).length === 0) return;
    // Another answer may follow, when the server has read more than one request.
    clearTimeout(timer);
    timer = setTimeout(finish, MORE_MS);
  });
  socket.on('error', finish);
  socket.on('close', finish);
  socket.write(bytes);
  return promise;
}

function parseAll(bytes: Buffer, bodiless: boolean): readonly Answer[] {
  const answers: Answer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    // A garbled method may be HEAD, whose answer tells a length and has no body.
    const found = parseAnswer(rest, bodiless) ?? parseAnswer(rest, true);
    if (found === null) break;
    answers.push(found.answer);
    rest = rest.subarray(found.end);
    if (!rest.subarray(0, 5).equals(Buffer.from('HTTP/'))) break;
  }
  return answers;
}

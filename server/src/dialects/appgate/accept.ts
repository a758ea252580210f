// Version negotiation by the Accept header: every path but /version is served only for an accepted peer version.
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Which peer versions are served, and which are told to clients that ask (appgate.md 1.3). */
export interface VersionWindow {
  readonly minVersion: number;
  readonly maxVersion: number;
  readonly advertisedMin: number;
  readonly advertisedMax: number;
}

export type Negotiation =
  | { readonly accepted: true; readonly peer: number }
  | { readonly accepted: false; readonly body: NotAcceptableBody };

/** Sent whole on every path, since clients read all four members anywhere (appgate.md 1.3). */
export interface NotAcceptableBody {
  readonly id: 'not acceptable';
  readonly message: string;
  readonly minSupportedVersion: number;
  readonly maxSupportedVersion: number;
}

const PEER = /^application\/vnd\.appgate\.peer-v(\d{1,4})\+json$/i;
const SHOWN_ACCEPT_LENGTH = 200;
const peers = new WeakMap<FastifyRequest, number>();

/** The peer version of the first media range that names an accepted one, or the 406 body. */
export function negotiate(accept: string | undefined, window: VersionWindow): Negotiation {
  for (const range of (accept ?? '').split(',')) {
    const digits = PEER.exec((range.split(';')[0] ?? '').trim())?.[1];
    const peer = digits === undefined ? Number.NaN : Number(digits);
    if (peer >= window.minVersion && peer <= window.maxVersion) return { accepted: true, peer };
  }
  return { accepted: false, body: notAcceptable(accept ?? '', window) };
}

function notAcceptable(accept: string, window: VersionWindow): NotAcceptableBody {
  const current = `application/vnd.appgate.peer-v${window.advertisedMax}+json`;
  return {
    id: 'not acceptable',
    message: `Invalid 'Accept' header. Current version: ${current}, Received: ${accept.slice(0, SHOWN_ACCEPT_LENGTH)}`,
    minSupportedVersion: window.advertisedMin,
    maxSupportedVersion: window.advertisedMax,
  };
}

/** An onRequest hook that answers 406 before token, credentials and body are looked at (appgate.md 1.5). */
export function requireVersion(window: VersionWindow) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const outcome = negotiate(request.headers.accept, window);
    if (!outcome.accepted) return reply.code(406).send(outcome.body);
    peers.set(request, outcome.peer);
    return undefined;
  };
}

/** The negotiated version of a request that passed `requireVersion`. */
export function peerOf(request: FastifyRequest): number {
  const peer = peers.get(request);
  if (peer === undefined) throw new TypeError('The route was registered without requireVersion.');
  return peer;
}

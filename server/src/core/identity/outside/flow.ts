// What a sign-in keeps between its two calls, sealed and handed to the client: the server remembers nothing, and only
// the client that began can finish.
import { AppError } from '../../../base/errors.ts';
import type { Ports } from '../../ports/deps.ts';
import type { SignInFlow } from '../../ports/providers.ts';

/** In place of an owner's id: what is sealed here opens nowhere else. */
const BINDING = 'outside sign-in';
const LIFETIME_MS = 10 * 60_000;

export function sealFlow(ports: Ports, flow: SignInFlow): string {
  const text = JSON.stringify({ flow, end: ports.clock.now() + LIFETIME_MS });
  const { term, sealed } = ports.keyring.sealCredential(BINDING, text);
  return `${term}.${Buffer.from(sealed).toString('base64url')}`;
}

/** `unauthenticated`, reason `flow`, for what was not sealed here or is older than ten minutes. */
export function parseFlow(ports: Ports, text: string): SignInFlow {
  const match = /^(\d{1,9})\.([\w-]{1,8192})$/.exec(text);
  const opened = match === null ? null : open(ports, Number(match[1]), match[2] ?? '');
  if (opened === null || opened.end <= ports.clock.now()) {
    throw new AppError('unauthenticated', 'The sign-in has to start again.', { details: { reason: 'flow' } });
  }
  return opened.flow;
}

function open(ports: Ports, term: number, sealed: string): { flow: SignInFlow; end: number } | null {
  try {
    const text = ports.keyring.openCredential(BINDING, term, Buffer.from(sealed, 'base64url'));
    return JSON.parse(text) as { flow: SignInFlow; end: number };
  } catch {
    return null;
  }
}

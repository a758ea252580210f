// Compares one run of the client with its step; a finding never quotes what could be a value.
import { isDeepStrictEqual } from 'node:util';

import { VALUES } from './steps.ts';
import type { ExpectedRequest, Step } from './steps.ts';
import type { Exchange } from './tls-front.ts';

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly exchanges: readonly Exchange[];
}

/** What differs, in words; empty when all is as expected. */
export function checkStep(step: Step, ran: Ran): readonly string[] {
  const shown = [ran.stdout, ran.stderr, ...ran.exchanges.map(({ answer }) => answer)];
  // First, and alone: the other findings quote the output.
  if (VALUES.some((value) => shown.some((text) => text.includes(value)))) return ['a value was shown'];
  return [
    ...(ran.exit === step.exit ? [] : [`exit ${String(ran.exit)} instead of ${step.exit}`]),
    ...checkText('stdout', ran.stdout, step.stdout),
    ...checkText('stderr', ran.stderr, step.stderr),
    ...checkRequests(step.requests, ran.exchanges),
    ...ran.exchanges.flatMap((exchange) => checkMessage(exchange, ran)),
  ];
}

/** The client prints the flat message of an answer: to stdout after a write, to stderr for 403 and 404. */
function checkMessage({ method, target, status, answer }: Exchange, ran: Ran): readonly string[] {
  const written = status === 200 && method !== 'GET' && target.startsWith('/api/secrets');
  if (!written && status !== 403 && status !== 404) return [];
  const { message } = JSON.parse(answer) as { readonly message?: unknown };
  const printed = written ? ran.stdout : ran.stderr;
  if (typeof message === 'string' && message !== '' && printed.includes(message)) return [];
  return [`the message of ${method} ${target} is not printed`];
}

function checkText(
  where: string,
  text: string,
  parts: readonly (string | RegExp)[] | null | undefined,
): readonly string[] {
  if (parts === null && text !== '') return [`${where} should be empty: ${text}`];
  let rest = text;
  for (const part of parts ?? []) {
    const found =
      typeof part === 'string' ? { index: rest.indexOf(part), length: part.length } : find(part, rest);
    if (found.index === -1) return [`${where} lacks ${String(part)}: ${text}`];
    rest = rest.slice(found.index + found.length);
  }
  return [];
}

function find(part: RegExp, text: string): { readonly index: number; readonly length: number } {
  const match = part.exec(text);
  return match === null ? { index: -1, length: 0 } : { index: match.index, length: match[0].length };
}

function checkRequests(expected: readonly ExpectedRequest[], seen: readonly Exchange[]): readonly string[] {
  const line = ({ method, target, status }: ExpectedRequest | Exchange): string =>
    `${method} ${target} ${status}`;
  const wanted = expected.map(line).join(', ');
  const got = seen.map(line).join(', ');
  if (wanted !== got) return [`the server should see [${wanted}], not [${got}]`];
  return expected.flatMap((request, index) =>
    checkRequest(line(request), request, seen[index]?.headers, seen[index]),
  );
}

function checkRequest(
  name: string,
  expected: ExpectedRequest,
  headers: Exchange['headers'] = {},
  seen?: Exchange,
): readonly string[] {
  const token = /^JWT \S+$/.test(String(headers['authorization'] ?? ''));
  return [
    ...(token === (expected.token ?? true) ? [] : [`${name}: a token is ${token ? 'there' : 'missing'}`]),
    ...(headers['active-namespace'] === expected.namespace ? [] : [`${name}: another ACTIVE-NAMESPACE`]),
    ...(isDeepStrictEqual(seen?.json, expected.json) ? [] : [`${name}: another body`]),
    ...(String(headers['user-agent']).startsWith('python-requests/') ? [] : [`${name}: another client`]),
  ];
}

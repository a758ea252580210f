// How a command fails: a message, what to do next, and one of the exit codes that docs/cli.md lists.
import { PolyvaultError } from '@polyvault/sdk';
import type { ErrorCode } from '@polyvault/sdk';

import { InterruptedError } from './delivery/signals.ts';

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  signedOut: 3,
  forbidden: 4,
  missing: 5,
  conflict: 6,
  refused: 7,
  unavailable: 8,
  /** `run` and `agent`, before the command runs; as env(1) and timeout(1) have them. */
  notStarted: 125,
  notExecutable: 126,
  notFound: 127,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that the command itself found. The message holds no value and no token. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** What to do next, or null. */
  readonly hint: string | null;

  constructor(exitCode: ExitCode, message: string, hint: string | null = null, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

interface Treatment {
  readonly exitCode: ExitCode;
  readonly hint: string | null;
}

const TREATMENTS = {
  'invalid-input': { exitCode: EXIT.refused, hint: null },
  unauthenticated: {
    exitCode: EXIT.signedOut,
    hint: 'Sign in with `polyvault login`, or set POLYVAULT_TOKEN.',
  },
  forbidden: { exitCode: EXIT.forbidden, hint: 'Ask an owner of the space for a grant.' },
  'not-found': {
    exitCode: EXIT.missing,
    hint: 'What you may not see is not found either; `polyvault spaces` lists what you may see.',
  },
  'method-not-allowed': { exitCode: EXIT.failed, hint: 'Is this server as new as the command line?' },
  conflict: { exitCode: EXIT.conflict, hint: null },
  'version-mismatch': {
    exitCode: EXIT.conflict,
    hint: 'Somebody changed it meanwhile: read it again first.',
  },
  gone: { exitCode: EXIT.missing, hint: '`polyvault history` shows which versions are left.' },
  'quota-exceeded': { exitCode: EXIT.refused, hint: null },
  'too-large': { exitCode: EXIT.refused, hint: null },
  'unsupported-media-type': { exitCode: EXIT.failed, hint: null },
  'rate-limited': { exitCode: EXIT.unavailable, hint: 'Wait a little and try again.' },
  sealed: { exitCode: EXIT.unavailable, hint: 'The server has to be unsealed by its operator.' },
  'decrypt-failed': { exitCode: EXIT.failed, hint: 'Tell the operator the request id.' },
  'integrity-failed': { exitCode: EXIT.failed, hint: 'Tell the operator the request id.' },
  unavailable: { exitCode: EXIT.unavailable, hint: 'Try again in a moment.' },
  internal: { exitCode: EXIT.failed, hint: 'Tell the operator the request id.' },
  unreachable: {
    exitCode: EXIT.unavailable,
    hint: 'Start one with `polyvault server`, or name another with --server or POLYVAULT_SERVER.',
  },
  'unexpected-answer': { exitCode: EXIT.failed, hint: 'Is there a Polyvault server at this address?' },
} as const satisfies Record<ErrorCode, Treatment>;

/** Where something else than a secret or a space is missing, looking at spaces does not help. */
const MISSING_HINTS: Readonly<Record<string, string | null>> = {
  version: '`polyvault history` shows which versions there are.',
  role: '`polyvault grant --help` names the roles that are always there.',
  user: null,
  group: null,
  service: null,
  grant: '`polyvault grant --space SPACE` lists them with their ids.',
};

function hintFor({ code, details }: PolyvaultError, hint: string | null): string | null {
  if (code === 'rate-limited' && details.retryAfterSeconds !== undefined) {
    return `Try again in ${details.retryAfterSeconds} s.`;
  }
  const missing = code === 'not-found' ? MISSING_HINTS[details.object ?? ''] : undefined;
  return missing === undefined ? hint : missing;
}

export const CERTIFICATE_HINT =
  'Name the file of a certificate that you trust in NODE_EXTRA_CA_CERTS; one that the server made is tls/main.crt in its data folder.';

/** Whether it was the server's certificate that was refused, and not that nobody answered; null for everything else. */
export function certificateProblem(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
      return `The server's certificate is not accepted here (${code}).`;
    }
  }
  return null;
}

/** What is told of a failure, whoever threw it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly exitCode: number;
  readonly requestId: string | null;
}

export function describeFailure(error: unknown): Failure {
  if (error instanceof CommandError) {
    const { message, hint, exitCode } = error;
    return { code: 'command', message, hint, exitCode, requestId: null };
  }
  if (error instanceof PolyvaultError) {
    const { code, requestId } = error;
    const { exitCode, hint } = TREATMENTS[code];
    const certificate = certificateProblem(error);
    if (certificate !== null) {
      return { code, message: certificate, hint: CERTIFICATE_HINT, exitCode, requestId };
    }
    return { code, message: error.message, hint: hintFor(error, hint), exitCode, requestId };
  }
  if (error instanceof InterruptedError) {
    const { message, exitCode } = error;
    return { code: 'interrupted', message, hint: null, exitCode, requestId: null };
  }
  // A message of somebody else may quote what it was given; the name of the error does not.
  const name = error instanceof Error ? error.name : 'unknown';
  const system = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return {
    code: 'internal',
    message: `Something unexpected went wrong: ${name}${system}.`,
    hint: 'Please report it with the command that you gave, without its values.',
    exitCode: EXIT.failed,
    requestId: null,
  };
}

// The second step of a sign-in in two: a code of the user's second factor turns a partial token into a full one.
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { AppError, invalidInput } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { bearerToken } from './auth.ts';
import { readJson, readMembers } from './json-members.ts';
import { describeSession } from './session-answer.ts';
import type { SessionRoutesContext } from './session-answer.ts';
import { textIssues } from './validation.ts';

/** `/admin/authentication/otp` and `otp/initialize` (appgate.md 1.4, MFA a and b). */
export function registerSecondFactorRoutes(app: FastifyInstance, context: SessionRoutesContext): void {
  const { core, tokenLifetimeSeconds } = context;

  app.post('/admin/authentication/otp/initialize', async (request) => {
    await requirePartialToken(request, context);
    // Devices are enrolled elsewhere; here there is a seed already.
    return { type: 'AlreadySeeded', inputType: 'Numeric' };
  });

  app.post('/admin/authentication/otp', async (request) => {
    const partial = await requirePartialToken(request, context);
    const totp = parseCode(readJson(request));
    const origin = originOf(request, 'appgate');
    const issued = await core.completeLogin(origin, {
      token: partial,
      totp,
      lifetimeSeconds: tokenLifetimeSeconds,
    });
    const token = issued.token.reveal();
    return describeSession(await core.authenticate(origin, token), token, context);
  });
}

/** The token of a sign-in that waits for its code; `invalid-input` for one that waits for nothing. */
async function requirePartialToken(request: FastifyRequest, { core }: SessionRoutesContext): Promise<string> {
  const token = bearerToken(request.headers.authorization);
  try {
    await core.authenticate(originOf(request, 'appgate'), token);
  } catch (error) {
    const waits = error instanceof AppError && error.details.reason === 'totp-required';
    if (waits && token !== null) return token;
    throw error;
  }
  throw new AppError('invalid-input', 'This sign-in waits for no second factor.', {
    details: { reason: 'no-second-factor' },
  });
}

function parseCode(body: unknown): string {
  const { otp } = readMembers(body, { otp: 'string', state: 'string' });
  const issues = textIssues('otp', otp, false);
  if (issues.length > 0) throw invalidInput(...issues);
  return otp ?? '';
}

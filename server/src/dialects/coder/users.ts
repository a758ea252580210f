// Sessions and accounts as far as Coder's clients need them before a secret command (coder.md 1.5).
import type { FastifyReply, FastifyRequest } from 'fastify';

import { newId } from '../../base/ids.ts';
import { AppError } from '../../core/index.ts';
import type { Caller, User } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { clearLoginCookies, setLoginCookies } from './auth.ts';
import { readBody, stringMember } from './body.ts';
import type { Validation } from './errors.ts';
import { CoderError, validationFailed } from './errors.ts';
import type { UserParams } from './secrets.ts';
import type { CoderSettings } from './settings.ts';
import { toUserRef } from './target-user.ts';
import { toWireTime } from './wire.ts';

const EMAIL = /^[^\s@<>()[\],;:\\"]+@[^\s@<>()[\],;:\\"]+$/;
const MAX_EMAIL_CHARACTERS = 254;

/** 201 with a session token, and the cookies of a browser session; one answer for an unknown user and a wrong password. */
export async function login(
  settings: CoderSettings,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ readonly session_token: string }> {
  const body = readBody(request);
  const email = stringMember(body, 'email') ?? '';
  const password = stringMember(body, 'password') ?? '';
  const problems: Validation[] = [];
  if (email === '') problems.push(tagFailed('email', 'required'));
  else if (email.length > MAX_EMAIL_CHARACTERS || !EMAIL.test(email)) {
    // The text may be a password in the wrong place, so it is not repeated.
    problems.push({ field: 'email', detail: 'Validation failed for tag "email"' });
  }
  if (password === '') problems.push(tagFailed('password', 'required'));
  if (problems.length > 0) throw validationFailed(problems);
  try {
    const issued = await settings.core.login(originOf(request, 'coder'), {
      identifier: { email },
      password,
      tokenName: 'coder login',
      lifetimeSeconds: settings.loginSeconds,
    });
    const token = issued.token.reveal();
    setLoginCookies(reply, { token, csrf: newId(), seconds: settings.loginSeconds });
    reply.code(201);
    return { session_token: token };
  } catch (error) {
    throw wordLoginRefusal(error);
  }
}

/** Ends the session of the token that was sent, and the cookies with it. */
export async function logout(
  settings: CoderSettings,
  caller: Caller,
  reply: FastifyReply,
): Promise<{ readonly message: string }> {
  await settings.core.logout(caller);
  clearLoginCookies(reply);
  return { message: 'Logged out!' };
}

export async function getUser(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<UserParams>,
): Promise<object> {
  const { core } = settings;
  const ref = toUserRef(request.params.user);
  return toWireUser(ref === 'me' ? await core.whoAmI(caller) : await core.findUser(caller, ref));
}

/** The rule of a declared field in the words of Coder's validator (coder.md 1.2), for an empty member. */
export function tagFailed(field: string, tag: string): Validation {
  return { field, detail: `Validation failed for tag "${tag}" with value: ""` };
}

/** coder.md 1.5; there are no organizations and no other login types here. */
export function toWireUser(user: User): object {
  return {
    id: user.id,
    username: user.username,
    name: '',
    avatar_url: '',
    email: user.email ?? '',
    created_at: toWireTime(user.createdAt),
    updated_at: toWireTime(user.updatedAt),
    status: user.disabled ? 'suspended' : 'active',
    login_type: 'password',
    theme_preference: '',
    organization_ids: [],
    roles: user.admin ? [{ name: 'owner', display_name: 'Owner' }] : [],
    has_ai_seat: false,
  };
}

function wordLoginRefusal(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  if (error.code === 'unauthenticated') {
    return new CoderError('unauthenticated', {
      message:
        error.details.reason === 'disabled'
          ? 'Your account is suspended. Contact an admin to reactivate your account.'
          : 'Incorrect email or password.',
    });
  }
  // Core may judge the form of a password or an address; the answer must not tell such a user from an unknown one.
  if (error.code === 'invalid-input') {
    return new CoderError('unauthenticated', { message: 'Incorrect email or password.' });
  }
  return error;
}

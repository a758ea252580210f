// The five calls on the secrets of one user (coder.md 2.2 to 2.6); none of them ever answers a value.
import type { FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import type { Caller } from '../../core/index.ts';
import { readBody } from './body.ts';
import { changedTargetProblem } from './delivery-rules.ts';
import { CoderError, validationFailed } from './errors.ts';
import { checkDraft, checkUpdate } from './field-rules.ts';
import type { SecretRequest } from './refusals.ts';
import { wordRefusals } from './refusals.ts';
import type { CoderLimits, CoderSettings } from './settings.ts';
import type { TargetUser } from './target-user.ts';
import { resolveUser } from './target-user.ts';
import { nameProblem } from './validation.ts';
import type { WireSecret } from './wire.ts';
import {
  fromWireCreate,
  fromWireUpdate,
  isExpressible,
  toNewSecret,
  toSecretChange,
  toWireSecret,
} from './wire.ts';

export interface UserParams {
  Params: { user: string };
}
export interface SecretParams {
  Params: { user: string; name: string };
}

/** Sorted by name in the order of Unicode code points, disabled secrets included. */
export async function listSecrets(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<UserParams>,
): Promise<WireSecret[]> {
  const target = await resolveUser(settings, caller, request.params.user);
  const page = await wordRefusals(secretRequest(settings, request, target), () =>
    settings.core.listSecrets(caller, { space: target.space, shapes: [{ fields: ['value'] }] }),
  );
  return page.items.filter(isExpressible).map(toWireSecret);
}

/** 400 for all broken rules at once, then what the store says. */
export async function createSecret(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<UserParams>,
): Promise<WireSecret> {
  const target = await resolveUser(settings, caller, request.params.user);
  const draft = fromWireCreate(readBody(request));
  checkDraft(draft, settings);
  const { core, limits } = settings;
  try {
    const created = await wordRefusals(secretRequest(settings, request, target), () =>
      core.createSecret(caller, { space: target.space, quota: quotaOf(limits) }, toNewSecret(draft)),
    );
    return toWireSecret(created);
  } catch (error) {
    if (!isNameTaken(error) || !(await isHidden(settings, caller, target, draft.name))) throw error;
    const detail = 'name already in use by a secret that this API cannot show';
    throw validationFailed([{ field: 'name', detail }], 'conflict');
  }
}

export async function getSecret(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<SecretParams>,
): Promise<WireSecret> {
  const target = await resolveUser(settings, caller, request.params.user);
  const name = addressableName(request.params.name);
  const secret = await wordRefusals(secretRequest(settings, request, target), () =>
    settings.core.describeSecret(caller, { space: target.space, name, accepts: isExpressible }),
  );
  return toWireSecret(secret);
}

/** The rules of the given members come before existence, the target rule comes after it (coder.md 2.5). */
export async function updateSecret(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<SecretParams>,
): Promise<WireSecret> {
  const target = await resolveUser(settings, caller, request.params.user);
  const update = fromWireUpdate(readBody(request));
  if (Object.values(update).every((member) => member === undefined)) {
    throw new CoderError('invalid-input', { message: 'At least one field must be provided.' });
  }
  checkUpdate(update, settings);
  const name = addressableName(request.params.name);
  const changed = await wordRefusals(secretRequest(settings, request, target), () =>
    settings.core.changeSecret(
      caller,
      { space: target.space, name, quota: quotaOf(settings.limits), accepts: isExpressible },
      (current) => {
        const problem = changedTargetProblem(current.delivery, update, settings);
        if (problem !== null) throw validationFailed([problem]);
        return toSecretChange(update);
      },
    ),
  );
  return toWireSecret(changed);
}

/** Nothing that this API cannot show is deleted through it. */
export async function deleteSecret(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<SecretParams>,
): Promise<void> {
  const target = await resolveUser(settings, caller, request.params.user);
  const name = addressableName(request.params.name);
  await wordRefusals(secretRequest(settings, request, target), () =>
    settings.core.deleteSecret(caller, { space: target.space, name, accepts: isExpressible }),
  );
}

/** The limits of coder.md 2.8 as core counts them. */
export function quotaOf(limits: CoderLimits): {
  readonly secrets: number;
  readonly bytes: number;
  readonly envBytes: number;
} {
  return { secrets: limits.secrets, bytes: limits.totalBytes, envBytes: limits.envBytes };
}

export function secretRequest(
  settings: CoderSettings,
  request: FastifyRequest,
  target: TargetUser,
): SecretRequest {
  return { method: request.method, own: target.own, limits: settings.limits };
}

function isNameTaken(error: unknown): boolean {
  return (
    error instanceof CoderError && error.code === 'conflict' && error.body.validations?.[0]?.field === 'name'
  );
}

/** Whether a secret of this name exists that the caller may list and this API has no words for. */
async function isHidden(
  { core }: CoderSettings,
  caller: Caller,
  { space }: TargetUser,
  name: string,
): Promise<boolean> {
  try {
    return !isExpressible(await core.describeSecret(caller, { space, name }));
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** A name that no secret of this API can have is one that is not there. */
function addressableName(name: string): string {
  if (nameProblem(name) !== null) throw missing();
  return name;
}

function missing(): AppError {
  return new AppError('not-found', 'There is no such secret.', { details: { object: 'secret' } });
}

// The import of a whole secrets file (coder.md 2.10): all of it or nothing, every problem of every entry at once.
import type { FastifyRequest } from 'fastify';

import type { Caller } from '../../core/index.ts';
import { readBody, stringMember } from './body.ts';
import { importsUntargetedEnabled } from './delivery-rules.ts';
import { CoderError, validationFailed } from './errors.ts';
import { draftProblems } from './field-rules.ts';
import { wordRefusals } from './refusals.ts';
import { SecretsFileError } from './secrets-file/entry.ts';
import type { SecretsFileEntry } from './secrets-file/entry.ts';
import { parseSecretsFile } from './secrets-file/parse.ts';
import { quotaOf, secretRequest } from './secrets.ts';
import type { UserParams } from './secrets.ts';
import type { CoderSettings } from './settings.ts';
import { resolveUser } from './target-user.ts';
import { tagFailed } from './users.ts';
import { envNameProblem } from './validation.ts';
import type { SecretDraft, WireSecret } from './wire.ts';
import { toNewSecret, toWireSecret } from './wire.ts';

/** The created secrets in file order; nothing that is there already is overwritten or left out. */
export async function importSecrets(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<UserParams>,
): Promise<WireSecret[]> {
  const target = await resolveUser(settings, caller, request.params.user);
  const entries = parseFile(settings, request);
  const drafts = entries.map((entry) => toDraft(entry, settings));
  const problems = drafts.flatMap((draft, index) =>
    draftProblems(draft, settings).map(({ field, detail }) => ({
      field: `secrets[${index}].${field}`,
      detail,
    })),
  );
  if (problems.length > 0) throw validationFailed(problems);
  const entryNames = drafts.map((draft) => draft.name);
  const created = await wordRefusals({ ...secretRequest(settings, request, target), entryNames }, () =>
    settings.core.createSecrets(
      caller,
      { space: target.space, quota: quotaOf(settings.limits) },
      drafts.map(toNewSecret),
    ),
  );
  return created.map(toWireSecret);
}

function parseFile(settings: CoderSettings, request: FastifyRequest): readonly SecretsFileEntry[] {
  const body = readBody(request);
  const format = stringMember(body, 'format') ?? '';
  const content = stringMember(body, 'content') ?? '';
  const missing = [
    ...(format === '' ? [tagFailed('format', 'required')] : []),
    ...(content === '' ? [tagFailed('content', 'required')] : []),
  ];
  if (missing.length > 0) throw validationFailed(missing);
  try {
    return parseSecretsFile(format, content, settings.limits);
  } catch (error) {
    if (!(error instanceof SecretsFileError)) throw error;
    throw new CoderError('invalid-input', {
      message: 'Failed to parse secrets file.',
      detail: error.message,
    });
  }
}

/** The key is the name, and the variable too where it may be one; without a variable it is not delivered. */
export function toDraft(
  { key, value }: SecretsFileEntry,
  policy: Pick<CoderSettings, 'targetRule' | 'fileDelivery'>,
): SecretDraft {
  const envName = envNameProblem(key) === null ? key : '';
  return {
    name: key,
    value,
    description: '',
    envName,
    filePath: '',
    enabled: envName !== '' || importsUntargetedEnabled(policy),
  };
}

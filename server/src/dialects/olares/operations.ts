// The five operations on the secrets of a workspace, the same for both surfaces. Whatever clients may read as
// "not there, so create it" is an inner failure; a store that cannot answer never is (olares.md 2.4, 2.5).
import type { Caller, Core, SecretContent, SecretMetadata, SecretText } from '../../core/index.ts';
import { AppError, invalidInput } from '../../core/index.ts';
import { ANSWERS, isDenial } from './errors.ts';
import type { OpName } from './ops.ts';
import { toInner, toWireSecret } from './wire.ts';
import type { AnswerStyle, Envelope, Found, SecretBody } from './wire.ts';
import type { Workspaces } from './workspaces.ts';

const DEFAULT_ENVIRONMENT = 'prod';
/** Single-valued secrets, whatever their kind; this wire cannot express any other. */
const SINGLE_VALUE = [{ fields: ['value'] }];

const PREFIX: Readonly<Record<OpName, string>> = {
  RetrieveSecret: 'retrieve secret key error, ',
  CreateSecret: 'create user secret error, ',
  UpdateSecret: 'update user secret error, ',
  DeleteSecret: 'delete secret error, ',
  ListSecret: 'list secret keys error, ',
};

export interface OperationCall {
  readonly op: OpName;
  readonly caller: Caller;
  /** Whose workspace it is; null for a service without an owner. */
  readonly user: string | null;
  /** From the query alone; null when it is missing or empty. */
  readonly workspace: string | null;
  /** Parses the body; what it throws is not an outcome of the operation and passes through. */
  readonly body: () => SecretBody;
}

/** The inner envelope, or null for an empty body. Throws what is not an outcome: denials, a failing store. */
export type Operations = (call: OperationCall, style: AnswerStyle) => Promise<Envelope | null>;

/** Where one call works. */
interface Place {
  readonly core: Core;
  readonly caller: Caller;
  readonly space: string;
  /** What answers show as `env`. */
  readonly shownEnv: string;
}

export function createOperations(
  core: Core,
  workspaces: Workspaces,
  environments: readonly string[],
): Operations {
  return async (call, style) => {
    const { op, caller, user, workspace } = call;
    if (user === null) return { code: 401, message: 'User name not found in header', data: null };
    if (workspace === null) return failure(400, 'invalid request, none of the workspace param');
    const body = call.body();
    const env = body.env === '' ? DEFAULT_ENVIRONMENT : body.env;
    const shownEnv = style.mode === 'source' ? body.env : env;
    const badName = unusableWorkspace(workspaces, user, workspace);
    if (badName !== null) {
      return failure(500, `${op === 'CreateSecret' ? 'create' : 'get'} user workspace error, ${badName}`);
    }
    const missing = async () =>
      op === 'CreateSecret' ? null : missingWorkspace(await workspaces.find(caller, user, workspace), call);

    if (!environments.includes(env)) {
      const absent = await missing();
      if (absent !== null) return absent;
      const why = `env must be one of ${environments.join(', ')}`;
      return style.mode === 'document'
        ? failure(400, `invalid request, ${why}`)
        : failure(500, PREFIX[op] + backendBody(caller, 404, 'Not Found', why));
    }

    let found: Found;
    try {
      found = await RUN[op]({ core, caller, space: workspaces.space(user, workspace, env), shownEnv }, body);
    } catch (error) {
      const inner = toBackendBody(error, caller);
      if (inner === null) throw error;
      return (await missing()) ?? failure(500, PREFIX[op] + inner);
    }
    if (Array.isArray(found) && found.length === 0) {
      const absent = await missing();
      if (absent !== null) return absent;
    }
    return toInner(op, found, style);
  };
}

const RUN: Readonly<Record<OpName, (place: Place, body: SecretBody) => Promise<Found>>> = {
  async RetrieveSecret({ core, caller, space, shownEnv }, { name }) {
    const content = await core.readSecret(caller, { space, name: required(name, 'name'), accepts });
    const value = singleValue(content);
    if (value === null) throw noSecret();
    return toWireSecret(content.metadata.name, value, shownEnv);
  },

  async CreateSecret({ core, caller, space }, { name, value }) {
    const input = { name: required(name, 'name'), kind: 'generic', fields: { value: given(value) } };
    try {
      await core.createSecret(caller, { space }, input);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      throw await explainConflict(core, caller, space, name);
    }
    return null;
  },

  async UpdateSecret({ core, caller, space }, { name, value }) {
    const next = given(value);
    await core.changeSecret(
      caller,
      { space, name: required(name, 'name'), accepts },
      { fields: { value: next } },
    );
    return null;
  },

  async DeleteSecret({ core, caller, space }, { name }) {
    await core.deleteSecret(caller, { space, name: required(name, 'name'), accepts });
    return null;
  },

  async ListSecret({ core, caller, space, shownEnv }) {
    const contents = await core.readSecrets(caller, { space, shapes: SINGLE_VALUE });
    return contents.flatMap((content) => {
      const value = singleValue(content);
      return value === null ? [] : [toWireSecret(content.metadata.name, value, shownEnv)];
    });
  },
};

/** What this wire has no words for is not there. */
function accepts({ fieldNames }: SecretMetadata): boolean {
  return isSingleValue(fieldNames);
}

function isSingleValue(fieldNames: readonly string[]): boolean {
  return fieldNames.length === 1 && fieldNames[0] === 'value';
}

function singleValue(content: SecretContent): SecretText | null {
  return isSingleValue([...content.fields.keys()]) ? (content.fields.get('value') ?? null) : null;
}

function required(text: string, path: string): string {
  if (text === '') throw invalidInput({ path, message: 'must not be empty' });
  return text;
}

/** A write without a value is refused: the source would store an empty text over the old one. */
function given(value: string | null): string {
  if (value === null) throw invalidInput({ path: 'value', message: 'must be given' });
  return value;
}

function noSecret(): AppError {
  return new AppError('not-found', 'The secret does not exist.', { details: { object: 'secret' } });
}

/** A name can be taken by a secret that this wire does not show; then the message says so. */
async function explainConflict(core: Core, caller: Caller, space: string, name: string): Promise<AppError> {
  const current = await core.describeSecret(caller, { space, name });
  const why = isSingleValue(current.fieldNames)
    ? 'A secret of this name already exists.'
    : `The name is taken by a secret of kind ${current.kind}, which has no single value and is not shown here.`;
  return new AppError('conflict', why, { details: { object: 'secret', field: 'name' } });
}

function failure(code: number, message: string): Envelope {
  return { code, message };
}

/** Why the name cannot be a workspace here, or null when it can. */
function unusableWorkspace(workspaces: Workspaces, user: string, workspace: string): string | null {
  try {
    workspaces.space(user, workspace, DEFAULT_ENVIRONMENT);
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-input') return error.message;
    throw error;
  }
}

function missingWorkspace(state: 'exists' | 'missing' | 'none', call: OperationCall): Envelope | null {
  if (state === 'exists') return null;
  const what =
    state === 'none'
      ? 'not found the workspaces of user org'
      : `not found the workspace: ${call.workspace ?? ''}-${call.user ?? ''}`;
  return failure(500, `get user workspace error, ${what}`);
}

/** The backend's error as the text that follows a prefix; null when it is no outcome of the operation. */
function toBackendBody(error: unknown, caller: Caller): string | null {
  if (!(error instanceof AppError) || isDenial(error)) return null;
  const { status, text, place } = ANSWERS[error.code];
  return place === 'inner' ? backendBody(caller, status, text, error.message) : null;
}

/** The style of the backend of Olares: a JSON error as text. Clients match the prefix before it only. */
function backendBody(caller: Caller, statusCode: number, error: string, message: string): string {
  return JSON.stringify({ reqId: caller.requestId, statusCode, message, error });
}

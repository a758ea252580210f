// The five calls on secrets (fandogh.md 2.2): 200 is the only success, and a secret that the dialect cannot express
// is answered as missing everywhere.
import type { FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import type { Caller, Core, SecretMetadata } from '../../core/index.ts';
import { authenticate } from './auth.ts';
import { RejectedInput, messageBody } from './errors.ts';
import { messagesFor } from './messages.ts';
import type { Messages } from './messages.ts';
import { activeNamespaceHeader } from './namespaces.ts';
import type { Namespace, Namespaces } from './namespaces.ts';
import { readJson } from './request-body.ts';
import { isSecretName, parseSecret } from './validation.ts';
import { SHAPES, fandoghType, fromWireSecret, toSecretDetail, toSecretModel } from './wire.ts';

type Handler = (request: FastifyRequest) => Promise<unknown>;

export interface SecretHandlers {
  readonly list: Handler;
  readonly create: Handler;
  readonly read: Handler;
  readonly replace: Handler;
  readonly remove: Handler;
}

interface Turn extends Namespace {
  readonly caller: Caller;
  readonly messages: Messages;
}

export function createSecretHandlers(core: Core, namespaces: Namespaces): SecretHandlers {
  /** Who asks, and about which namespace: 401 and the 400 of fandogh.md 1.5 come before anything else. */
  const begin = async (request: FastifyRequest): Promise<Turn> => {
    const caller = await authenticate(core, request);
    const messages = messagesFor(request);
    const namespace = await namespaces.active(caller, activeNamespaceHeader(request), messages);
    return { caller, messages, ...namespace };
  };
  return {
    async list(request) {
      const { caller, space, name } = await begin(request);
      const page = await core.listSecrets(caller, { space, shapes: SHAPES, orderBy: 'created' });
      const models = page.items.flatMap((metadata) => toSecretModel(metadata, name) ?? []);
      const types = typeFilter(request.query);
      return types === null ? models : models.filter((model) => types.includes(model.type));
    },

    async create(request) {
      const turn = await begin(request);
      const { caller, space, messages } = turn;
      let name = '';
      try {
        const metadata = await core.createSecret(caller, { space }, () => {
          const secret = parseSecret(readJson(request), messages);
          name = secret.name;
          return { name, ...fromWireSecret(secret) };
        });
        return messageBody(messages.secretCreated(metadata.name));
      } catch (error) {
        if (!isNameConflict(error)) throw error;
        const shown = await isShown(core, turn, name);
        throw blame('name', shown ? messages.nameTaken : messages.nameTakenHidden);
      }
    },

    async read(request) {
      const turn = await begin(request);
      const metadata = await core.describeSecret(turn.caller, {
        space: turn.space,
        name: nameIn(request),
        accepts: hasWords,
      });
      const detail = toSecretDetail(metadata, turn.name);
      if (detail === null) throw missing();
      return detail;
    },

    async replace(request) {
      const { caller, space, messages } = await begin(request);
      const name = nameIn(request);
      const metadata = await core.changeSecret(caller, { space, name, accepts: hasWords }, (current) => {
        const type = fandoghType(current);
        if (type === null) throw missing();
        const secret = parseSecret(readJson(request), messages);
        const wrong = new Map<string, readonly string[]>();
        if (secret.name !== name) wrong.set('name', [messages.renameRefused]);
        if (secret.type !== type) wrong.set('type', [messages.retypeRefused(type)]);
        if (wrong.size > 0) throw new RejectedInput(wrong);
        return { fields: fromWireSecret(secret).fields };
      });
      return messageBody(messages.secretReplaced(metadata.name));
    },

    async remove(request) {
      const turn = await begin(request);
      const name = nameIn(request);
      await core.deleteSecret(turn.caller, { space: turn.space, name, accepts: hasWords });
      return messageBody(turn.messages.secretDeleted(name));
    },
  };
}

/** What this dialect has no words for is not there. */
function hasWords(metadata: SecretMetadata): boolean {
  return fandoghType(metadata) !== null;
}

/** The name in the address; `not-found` at once for what no secret of this dialect can be called. */
function nameIn(request: FastifyRequest): string {
  const { name } = request.params as { readonly name: string };
  if (!isSecretName(name)) throw missing();
  return name;
}

function missing(): AppError {
  return new AppError('not-found', 'There is no such secret.', { details: { object: 'secret' } });
}

function blame(field: string, text: string): RejectedInput {
  return new RejectedInput(new Map([[field, [text]]]));
}

function isNameConflict(error: unknown): boolean {
  return error instanceof AppError && error.code === 'conflict' && error.details.field === 'name';
}

/** Whether the secret that took a name is one that this dialect lists; it may be gone again by now. */
async function isShown(core: Core, { caller, space }: Turn, name: string): Promise<boolean> {
  let found: SecretMetadata;
  try {
    found = await core.describeSecret(caller, { space, name });
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return true;
    throw error;
  }
  return fandoghType(found) !== null;
}

/** The optional `?secret_type=` of fandogh.md 2.1; a type that is not known matches nothing. */
function typeFilter(query: unknown): readonly string[] | null {
  const { secret_type: wanted } = query as { readonly secret_type?: string | readonly string[] };
  if (wanted === undefined || wanted === '') return null;
  return typeof wanted === 'string' ? [wanted] : wanted;
}

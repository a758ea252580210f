// The calls on secrets: page by page, by name, with versions. A name is escaped once, so it never leads elsewhere.
import { PolyvaultError } from './errors.ts';
import { itemsOfPages } from './pages.ts';
import type { Answer, CallOptions, Transport } from './transport.ts';
import type {
  ListQuery,
  NewSecret,
  Page,
  PutSecret,
  Secret,
  SecretMetadata,
  SecretPatch,
  Schemas,
  SecretRef,
  Version,
} from './types.ts';

export interface WriteOptions extends CallOptions {
  /** Only if this version is current; `version-mismatch` otherwise. */
  readonly expectedVersion?: number;
}

export class Secrets {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async list(query: ListQuery, options: CallOptions = {}): Promise<Page<SecretMetadata>> {
    const answer = await this.#transport.send({
      method: 'GET',
      path: '/pv/v1/secrets',
      query: { ...query },
      ...options,
    });
    return answer.body as Page<SecretMetadata>;
  }

  /** All of them, fetched a page at a time. */
  all(query: Omit<ListQuery, 'cursor'>, options: CallOptions = {}): AsyncGenerator<SecretMetadata> {
    return itemsOfPages((cursor) => this.list({ ...query, ...cursor }, options));
  }

  async get(
    ref: SecretRef & { readonly version?: number | undefined },
    options: CallOptions = {},
  ): Promise<Secret> {
    return (await this.#onSecret('GET', ref, '', { query: { version: ref.version }, ...options }))
      .body as Secret;
  }

  /** Null when `version` is still the current one. The read is authorized and audited all the same. */
  async getUnless(ref: SecretRef, version: number, options: CallOptions = {}): Promise<Secret | null> {
    const headers = { 'if-none-match': `"${version}"` };
    const answer = await this.#onSecret('GET', ref, '', { headers, ...options });
    return answer.status === 304 ? null : (answer.body as Secret);
  }

  /** Metadata and public fields, for those who may list and not read. */
  async describe(ref: SecretRef, options: CallOptions = {}): Promise<SecretMetadata> {
    return (await this.#onSecret('GET', ref, '/metadata', options)).body as SecretMetadata;
  }

  async create(secret: NewSecret, options: CallOptions = {}): Promise<SecretMetadata> {
    const answer = await this.#transport.send({
      method: 'POST',
      path: '/pv/v1/secrets',
      body: secret,
      ...options,
    });
    return answer.body as SecretMetadata;
  }

  /** Creates, or replaces the content. `ifAbsent` only creates. */
  async put(
    ref: SecretRef,
    secret: PutSecret,
    options: WriteOptions & { readonly ifAbsent?: boolean } = {},
  ): Promise<{ readonly metadata: SecretMetadata; readonly created: boolean }> {
    const condition = options.ifAbsent === true ? { 'if-none-match': '*' } : {};
    const headers = { ...condition, ...ifMatch(options) };
    const answer = await this.#onSecret('PUT', ref, '', { ...options, headers, body: secret });
    return { metadata: answer.body as SecretMetadata, created: answer.status === 201 };
  }

  async patch(ref: SecretRef, change: SecretPatch, options: WriteOptions = {}): Promise<SecretMetadata> {
    const answer = await this.#onSecret('PATCH', ref, '', {
      ...options,
      headers: ifMatch(options),
      body: change,
    });
    return answer.body as SecretMetadata;
  }

  /** To the trash; the name is free at once. */
  async delete(ref: SecretRef, options: WriteOptions = {}): Promise<void> {
    await this.#onSecret('DELETE', ref, '', { ...options, headers: ifMatch(options) });
  }

  /** Newest first, without values. */
  async versions(ref: SecretRef, options: CallOptions = {}): Promise<readonly Version[]> {
    const answer = await this.#onSecret('GET', ref, '/versions', options);
    return (answer.body as { readonly items: readonly Version[] }).items;
  }

  /** Makes the content of an old version the new one. */
  async rollback(ref: SecretRef, version: number, options: WriteOptions = {}): Promise<SecretMetadata> {
    const answer = await this.#onSecret('POST', ref, '/rollback', {
      ...options,
      headers: ifMatch(options),
      body: { version },
    });
    return answer.body as SecretMetadata;
  }

  /** Erases contents for good; says when the last backup that may hold them expires. */
  async destroy(
    ref: SecretRef,
    versions: readonly number[],
    options: CallOptions = {},
  ): Promise<Schemas['Destruction']> {
    const answer = await this.#onSecret('POST', ref, '/destroy', { ...options, body: { versions } });
    return answer.body as Schemas['Destruction'];
  }

  async #onSecret(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    { space, name }: SecretRef,
    below: string,
    rest: CallOptions & {
      readonly query?: Readonly<Record<string, number | undefined>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    },
  ): Promise<Answer> {
    // A URL swallows these two, however they are escaped.
    if (name === '.' || name === '..' || name === '') {
      throw new PolyvaultError('invalid-input', 'A secret cannot have that name.');
    }
    return this.#transport.send({
      method,
      path: `/pv/v1/secrets/${encodeURIComponent(name)}${below}`,
      query: { space, ...rest.query },
      ...(rest.headers === undefined ? {} : { headers: rest.headers }),
      ...(rest.body === undefined ? {} : { body: rest.body }),
      ...(rest.signal === undefined ? {} : { signal: rest.signal }),
    });
  }
}

function ifMatch({ expectedVersion }: WriteOptions): Readonly<Record<string, string>> {
  return expectedVersion === undefined ? {} : { 'if-match': `"${expectedVersion}"` };
}

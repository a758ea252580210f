// The shapes of secrets on the wire. One schema both validates and documents; objects in requests know all their members.
import Type from 'typebox';
import type { Static, TProperties } from 'typebox';

/** An object of a request: unknown members are refused. */
export function closed<T extends TProperties>(properties: T, options: object = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** An object of an answer, which becomes a component of the OpenAPI document under its title. */
export function component<T extends TProperties>(title: string, description: string, properties: T) {
  return Type.Object(properties, { title, description, additionalProperties: false });
}

/** `{items: [...]}`, the shape of every list. */
export function listOf<T extends Type.TSchema>(title: string, item: T) {
  return component(title, 'All of them', { items: Type.Array(item) });
}

/** `{items: [...], nextCursor}`, the shape of a list that comes in pages. */
export function pageOf<T extends Type.TSchema>(title: string, item: T) {
  return component(title, 'A page of them', {
    items: Type.Array(item),
    nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'Null on the last page' }),
  });
}

/** What a list that comes in pages can be asked. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 4096, description: 'nextCursor of the page before' })),
};

/** An object with any member names, all members of one type. */
export function mapOf<T extends Type.TSchema>(member: T, options: object = {}) {
  return Type.Unsafe<Record<string, Type.Static<T>>>(
    Type.Object({}, { additionalProperties: member, ...options }),
  );
}

/** RFC 3339 in UTC with milliseconds in answers; any offset in requests. */
export const Instant = Type.String({ format: 'date-time' });
export const OptionalInstant = Type.Union([Instant, Type.Null()]);

const TextMap = mapOf(Type.String());

export const SpacePath = Type.String({
  minLength: 1,
  maxLength: 1040,
  description: '1 to 8 segments of [A-Za-z0-9][A-Za-z0-9._@-]*, joined by /',
  examples: ['apps/shop/prod'],
});

const Name = Type.String({
  minLength: 1,
  maxLength: 255,
  description: 'Unique in its space. 1 to 255 characters, none of them a control character; not . or ..',
});
const VersionNumber = Type.Integer({ minimum: 1, maximum: 999_999_999_999 });
const Env = Type.Union([Type.String(), Type.Null()], {
  description: 'Environment variable name, unique in the space; null for none',
});
const File = Type.Union([Type.String(), Type.Null()], {
  description: 'File path that starts with / or ~/, unique in the space; null for none',
});

export const SecretMetadata = component('SecretMetadata', 'All of a secret that `list` permission shows', {
  id: Type.String({ format: 'uuid' }),
  space: Type.String(),
  name: Type.String(),
  kind: Type.String({
    description: 'generic, docker-registry, credentials, ssh-key, or a word of your own',
  }),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  delivery: Type.Object(
    { env: Env, file: File, enabled: Type.Boolean() },
    { additionalProperties: false, description: 'How the secret reaches a process' },
  ),
  expiresAt: OptionalInstant,
  version: Type.Integer({ description: 'From 1; also the ETag' }),
  fieldNames: Type.Array(Type.String(), { description: 'Sorted; a single value is the field `value`' }),
  publicFields: mapOf(Type.String(), { description: 'Fields that the kind declares public' }),
  createdAt: Instant,
  updatedAt: Instant,
});

export const Secret = component(
  'Secret',
  'A secret with the content of one version, to which `version`, `fieldNames` and `publicFields` belong',
  { ...SecretMetadata.properties, fields: TextMap },
);

export const SecretPage = component('SecretPage', 'Secrets in the order of space and name', {
  items: Type.Array(SecretMetadata),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'Null on the last page' }),
});

export const SecretValues = listOf('SecretValues', Secret);

export const Version = component('Version', 'One content of a secret; never its values', {
  version: Type.Integer(),
  createdAt: Instant,
  createdBy: Type.String({ description: 'Name of the principal who wrote it' }),
  fieldNames: Type.Array(Type.String()),
  destroyedAt: OptionalInstant,
});

export const VersionList = listOf('VersionList', Version);

export const Destruction = component('Destruction', 'The versions afterwards, and when it is done', {
  items: Type.Array(Version),
  erasedAt: Type.String({ format: 'date-time', description: 'When the keys were erased in the live store' }),
  erasedEverywhereAt: Type.Union([Instant, Type.Null()], {
    description:
      'When the last backup that may hold them expires; null where one is kept for ever, the same as erasedAt where there is none',
  }),
});

const metadataMembers = {
  kind: Type.Optional(
    Type.String({ minLength: 1, description: 'Default generic. Some kinds declare fields public' }),
  ),
  description: Type.Optional(Type.String({ description: 'At most 4096 bytes' })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 50 })),
  delivery: Type.Optional(
    closed({
      env: Type.Optional(Env),
      file: Type.Optional(File),
      enabled: Type.Optional(Type.Boolean()),
    }),
  ),
  expiresAt: Type.Optional(OptionalInstant),
};
const contentMembers = {
  value: Type.Optional(Type.String({ description: 'Short for fields with the one field `value`' })),
  fields: Type.Optional(mapOf(Type.String(), { minProperties: 1 })),
};
const exactlyOneContent = { oneOf: [{ required: ['value'] }, { required: ['fields'] }] };

export const CreateSecretBody = closed(
  { space: SpacePath, name: Name, ...contentMembers, ...metadataMembers },
  exactlyOneContent,
);
export type CreateSecretBody = Static<typeof CreateSecretBody>;

export const PutSecretBody = closed({ ...contentMembers, ...metadataMembers }, exactlyOneContent);
export type PutSecretBody = Static<typeof PutSecretBody>;

export const PatchSecretBody = closed(
  {
    name: Type.Optional(Name),
    value: Type.Optional(Type.String({ description: 'Sets the field `value`; other fields stay' })),
    fields: Type.Optional(
      mapOf(Type.Union([Type.String(), Type.Null()]), {
        description: 'A string sets a field, null removes it, other fields stay',
      }),
    ),
    ...metadataMembers,
  },
  { minProperties: 1, not: { required: ['value', 'fields'] } },
);
export type PatchSecretBody = Static<typeof PatchSecretBody>;

export const RollbackBody = closed({ version: VersionNumber });
export const DestroyBody = closed({
  versions: Type.Array(VersionNumber, { minItems: 1, maxItems: 1000, uniqueItems: true }),
});

export const SpaceQuery = closed({ space: SpacePath });
export const SecretQuery = closed({ space: SpacePath, version: Type.Optional(VersionNumber) });
export const ListSecretsQuery = closed({
  space: SpacePath,
  recursive: Type.Optional(Type.Boolean({ description: 'Also the spaces below' })),
  q: Type.Optional(
    Type.String({ maxLength: 1024, description: 'Words that name, description, tags or id must contain' }),
  ),
  tag: Type.Optional(Type.String({ maxLength: 128, description: 'Only secrets with exactly this tag' })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Secrets per page' }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 4096,
      description: 'nextCursor of the page before, with the same other parameters',
    }),
  ),
});

export const SecretName = Name;
export const SecretParams = closed({ name: Name });

export const ReadHeaders = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({ description: 'A version the reader has: 304 if it is still current' }),
  ),
});
export const PollHeaders = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({ description: 'The ETag of an earlier answer: 304 if nothing has changed since' }),
  ),
});
export const WriteHeaders = Type.Object({
  'if-match': Type.Optional(Type.String({ description: '"N": only if version N is current' })),
});
export const PutHeaders = Type.Object({
  ...WriteHeaders.properties,
  'if-none-match': Type.Optional(Type.String({ description: '*: only if there is no secret of that name' })),
});

export const OpenapiDocument = Type.Object(
  {},
  { additionalProperties: true, description: 'An OpenAPI 3.1 document' },
);

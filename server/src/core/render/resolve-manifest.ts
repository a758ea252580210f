// The environment and the image pull login of a Fandogh service, with each secret that the manifest names put in.
// Nothing is read before every reference is known to be good.
import { AppError, invalidInput } from '../../base/errors.ts';
import type { InputIssue } from '../../base/errors.ts';
import type { SecretContent, SecretMetadata } from '../secrets/secret.ts';
import { renderDockerConfig } from './docker-config.ts';
import type { DockerConfig } from './docker-config.ts';
import type { ServiceManifest } from './service-manifest.ts';
import { fieldOf, usableKind } from './usable-kind.ts';
import type { UsableKind } from './usable-kind.ts';

export interface ResolvedManifest {
  readonly kind: ServiceManifest['kind'];
  readonly name: string;
  /** In the order of the manifest. */
  readonly env: readonly { readonly name: string; readonly value: string; readonly secret: string | null }[];
  readonly imagePull: { readonly secret: string; readonly dockerConfig: DockerConfig } | null;
}

/** The secrets of one space by name, on behalf of one caller. */
export interface SecretLookup {
  describe(name: string): Promise<SecretMetadata>;
  read(name: string): Promise<SecretContent>;
}

interface Reference {
  readonly path: string;
  readonly secret: string;
  readonly wanted: UsableKind;
}

/** `invalid-input` with one issue for each reference to a secret that is missing, expired or of another type. */
export async function resolveManifest(
  manifest: ServiceManifest,
  secrets: SecretLookup,
): Promise<ResolvedManifest> {
  const references = referencesOf(manifest);
  await judgeAll(references, (secret) => secrets.describe(secret).then(usableKind));
  const contents = new Map<string, SecretContent>();
  // Judged once more, since a secret may change between the two.
  await judgeAll(references, async (secret) => {
    const content = contents.get(secret) ?? (await secrets.read(secret));
    contents.set(secret, content);
    return usableKind(content.metadata);
  });
  const contentOf = (secret: string): SecretContent => {
    const content = contents.get(secret);
    if (content === undefined) throw new TypeError('a reference was not read');
    return content;
  };
  refuseNul(references, contentOf);
  const { kind, name, imagePullSecret: pull } = manifest;
  return {
    kind,
    name,
    env: manifest.env.map((variable) =>
      'secret' in variable
        ? {
            name: variable.name,
            value: fieldOf(contentOf(variable.secret), 'value'),
            secret: variable.secret,
          }
        : { name: variable.name, value: variable.value, secret: null },
    ),
    imagePull: pull === null ? null : { secret: pull, dockerConfig: renderDockerConfig(contentOf(pull)) },
  };
}

function referencesOf({ env, imagePullSecret }: ServiceManifest): readonly Reference[] {
  const ofEnv = env.flatMap((variable): Reference[] =>
    'secret' in variable
      ? [{ path: `${variable.path}.secret`, secret: variable.secret, wanted: 'single-value' }]
      : [],
  );
  if (imagePullSecret === null) return ofEnv;
  const path = 'spec.image_pull_secret';
  return [...ofEnv, { path, secret: imagePullSecret, wanted: 'docker-registry' }];
}

async function judgeAll(
  references: readonly Reference[],
  kindOf: (secret: string) => Promise<UsableKind | null>,
): Promise<void> {
  const issues: InputIssue[] = [];
  for (const { path, secret, wanted } of references) {
    const found = await kindOf(secret).catch(problemOf);
    if (found === wanted) continue;
    const problem =
      found === 'missing' || found === 'expired' ? PROBLEMS[found] : `is not ${TYPES[wanted]} secret`;
    issues.push({ path, message: `names the secret ${shownName(secret)}, which ${problem}` });
  }
  if (issues.length > 0) throw invalidInput(...issues);
}

const PROBLEMS = { missing: 'this space does not have', expired: 'has expired or was destroyed' } as const;
const TYPES = { 'single-value': 'an environment', 'docker-registry': 'a docker-registry' } as const;

/** No variable of a process can hold a NUL, so such a value would come out cut. */
function refuseNul(references: readonly Reference[], contentOf: (secret: string) => SecretContent): void {
  const issues = references
    .filter(
      ({ wanted, secret }) => wanted === 'single-value' && fieldOf(contentOf(secret), 'value').includes('\0'),
    )
    .map(({ path, secret }) => ({
      path,
      message: `names the secret ${shownName(secret)}, whose value has a NUL, which no variable can hold`,
    }));
  if (issues.length > 0) throw invalidInput(...issues);
}

/** What is wrong with one secret; any other failure, such as one of the space, ends the whole. */
function problemOf(error: unknown): keyof typeof PROBLEMS {
  if (error instanceof AppError) {
    if (error.code === 'not-found' && error.details.object === 'secret') return 'missing';
    // A name that no secret can have.
    if (error.code === 'invalid-input') return 'missing';
    if (error.code === 'gone') return 'expired';
  }
  throw error;
}

/** A long or strange name may be a value that slipped into its place. */
function shownName(name: string): string {
  return /^[\w.-]{1,253}$/.test(name) ? name : '...';
}

// The shapes of rendered secrets on the wire: what Docker, Kubernetes and a deployer of Fandogh services take.
import Type from 'typebox';
import type { Static } from 'typebox';

import { closed, component, mapOf, SecretName, SpacePath } from './schemas.ts';

const KubernetesName = Type.String({ minLength: 1, maxLength: 253 });

export const DockerConfigBody = closed({ space: SpacePath, name: SecretName });

export const KubernetesSecretBody = closed({
  space: SpacePath,
  name: SecretName,
  kubernetesName: Type.Optional({
    ...KubernetesName,
    description: 'The name in the cluster, where it is not to be that of the secret',
  }),
  kubernetesNamespace: Type.Optional(KubernetesName),
});

export const FandoghManifestBody = closed({
  space: SpacePath,
  manifest: Type.String({ description: 'A service manifest, as YAML or JSON text' }),
});

const RegistryLogin = Type.Object(
  {
    username: Type.String(),
    password: Type.String(),
    email: Type.Optional(Type.String()),
    auth: Type.String({ description: 'Base64 of username:password' }),
  },
  { additionalProperties: false },
);

export const DockerConfig = component('DockerConfig', "Docker's config.json", {
  auths: mapOf(RegistryLogin),
});

export const KubernetesSecret = component('KubernetesSecret', 'The manifest of a Kubernetes Secret, twice', {
  manifest: Type.Object(
    {
      apiVersion: Type.Literal('v1'),
      kind: Type.Literal('Secret'),
      metadata: Type.Object(
        { name: Type.String(), namespace: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
      type: Type.Enum(['kubernetes.io/dockerconfigjson', 'Opaque']),
      data: mapOf(Type.String({ description: 'Base64' })),
    },
    { additionalProperties: false },
  ),
  yaml: Type.String({ description: 'The same as YAML text' }),
});

export const ResolvedManifest = component(
  'ResolvedManifest',
  'The environment of a service, and the login for its image',
  {
    kind: Type.Enum(['ExternalService', 'InternalService']),
    name: Type.String(),
    env: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          value: Type.String(),
          secret: Type.Union([Type.String(), Type.Null()], { description: 'Where the value comes from' }),
        },
        { additionalProperties: false },
      ),
    ),
    imagePull: Type.Union([
      Type.Object({ secret: Type.String(), dockerConfig: DockerConfig }, { additionalProperties: false }),
      Type.Null(),
    ]),
  },
);

export type ResolvedManifest = Static<typeof ResolvedManifest>;

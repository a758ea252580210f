// What of the renderers the dialects may use; re-exported by core's own door.
export { renderDockerConfig } from './docker-config.ts';
export type { DockerConfig } from './docker-config.ts';
export { renderKubernetesSecret, toYaml } from './kubernetes-secret.ts';
export type { KubernetesPlace, KubernetesSecret } from './kubernetes-secret.ts';
export { resolveManifest } from './resolve-manifest.ts';
export type { ResolvedManifest, SecretLookup } from './resolve-manifest.ts';
export { parseServiceManifest } from './service-manifest.ts';

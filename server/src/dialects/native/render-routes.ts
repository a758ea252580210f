// Secrets in the form that a deployer needs. Each secret that is put in is read as by any other call: with `read`,
// and with an audit event of its own.
import {
  parseServiceManifest,
  renderDockerConfig,
  renderKubernetesSecret,
  resolveManifest,
  toYaml,
} from '../../core/index.ts';
import type { Core } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import * as schemas from './render-schemas.ts';

const TAG = 'render';
const ERRORS = [403, 404, 410, 413, 415] as const;

export function registerRenderRoutes(app: NativeApp, core: Core): void {
  app.post(
    '/pv/v1/render/docker-config',
    {
      schema: {
        ...operation({
          id: 'renderDockerConfig',
          tag: TAG,
          summary: "Docker's config.json of a docker-registry secret",
          success: { 200: schemas.DockerConfig },
          errors: ERRORS,
        }),
        body: schemas.DockerConfigBody,
      },
    },
    async (request) => renderDockerConfig(await core.readSecret(callerOf(request), request.body)),
  );

  app.post(
    '/pv/v1/render/kubernetes-secret',
    {
      schema: {
        ...operation({
          id: 'renderKubernetesSecret',
          tag: TAG,
          summary: 'The manifest of a Kubernetes Secret, of a docker-registry secret or a single value',
          description: 'A single value is there as SECRET_KEY.',
          success: { 200: schemas.KubernetesSecret },
          errors: ERRORS,
        }),
        body: schemas.KubernetesSecretBody,
      },
    },
    async (request) => {
      const { space, name, ...place } = request.body;
      const content = await core.readSecret(callerOf(request), { space, name });
      const manifest = renderKubernetesSecret(content, place);
      return { manifest, yaml: toYaml(manifest) };
    },
  );

  app.post(
    '/pv/v1/render/fandogh-manifest',
    {
      schema: {
        ...operation({
          id: 'renderFandoghManifest',
          tag: TAG,
          summary: 'The environment and the image pull login of a Fandogh service manifest',
          description:
            'Every reference to a missing secret, or one of another type, is an issue under its own path.',
          success: { 200: schemas.ResolvedManifest },
          errors: ERRORS,
        }),
        body: schemas.FandoghManifestBody,
      },
    },
    async (request) => {
      const { space, manifest } = request.body;
      const caller = callerOf(request);
      return resolveManifest(parseServiceManifest(manifest), {
        describe: (name) => core.describeSecret(caller, { space, name }),
        read: (name) => core.readSecret(caller, { space, name }),
      });
    },
  );
}

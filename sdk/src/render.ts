// The calls that give secrets in the form that a deployer needs: Docker, Kubernetes, Fandogh's service manifests.
import type { CallOptions, Transport } from './transport.ts';
import type { SecretRef } from './types.ts';

/** Docker's `config.json`. */
export interface DockerConfig {
  readonly auths: Readonly<
    Record<
      string,
      { readonly username: string; readonly password: string; readonly email?: string; readonly auth: string }
    >
  >;
}

export interface KubernetesSecret {
  readonly manifest: {
    readonly apiVersion: 'v1';
    readonly kind: 'Secret';
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly type: 'kubernetes.io/dockerconfigjson' | 'Opaque';
    /** Base64. */
    readonly data: Readonly<Record<string, string>>;
  };
  /** The same as text. */
  readonly yaml: string;
}

export interface ResolvedManifest {
  readonly kind: 'ExternalService' | 'InternalService';
  readonly name: string;
  /** `secret` is the name of the secret that the value comes from, or null. */
  readonly env: readonly {
    readonly name: string;
    readonly value: string;
    readonly secret: string | null;
  }[];
  readonly imagePull: { readonly secret: string; readonly dockerConfig: DockerConfig } | null;
}

export class Render {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Of a secret of the kind `docker-registry`; `invalid-input` for others. */
  async dockerConfig(ref: SecretRef, options: CallOptions = {}): Promise<DockerConfig> {
    return (await this.#send('docker-config', ref, options)) as DockerConfig;
  }

  /** Of a secret of the kind `docker-registry` or a single value, which is there as `SECRET_KEY`. */
  async kubernetesSecret(
    ref: SecretRef & { readonly kubernetesName?: string; readonly kubernetesNamespace?: string },
    options: CallOptions = {},
  ): Promise<KubernetesSecret> {
    return (await this.#send('kubernetes-secret', ref, options)) as KubernetesSecret;
  }

  /** `manifest` is YAML or JSON text. `invalid-input` with an issue for each reference that leads nowhere. */
  async fandoghManifest(
    input: { readonly space: string; readonly manifest: string },
    options: CallOptions = {},
  ): Promise<ResolvedManifest> {
    return (await this.#send('fandogh-manifest', input, options)) as ResolvedManifest;
  }

  async #send(what: string, body: object, options: CallOptions): Promise<unknown> {
    return (await this.#transport.send({ method: 'POST', path: `/pv/v1/render/${what}`, body, ...options }))
      .body;
  }
}

// The manifest of a Kubernetes Secret from a stored one; `data` is Base64, so that every value survives byte for byte.
import { stringify } from 'yaml';

import { invalidInput } from '../../base/errors.ts';
import type { SecretContent } from '../secrets/secret.ts';
import { renderDockerConfig, toBase64 } from './docker-config.ts';
import { fieldOf, usableKind } from './usable-kind.ts';

export interface KubernetesSecret {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly type: 'kubernetes.io/dockerconfigjson' | 'Opaque';
  readonly data: Readonly<Record<string, string>>;
}

/** Where the manifest puts the secret in the cluster; by default its own name, in the namespace of the moment. */
export interface KubernetesPlace {
  readonly kubernetesName?: string;
  readonly kubernetesNamespace?: string;
}

/**
 * `.dockerconfigjson` from a registry login, `SECRET_KEY` from a single value (fandogh.md 3.4). `invalid-input` on
 * `name` for other secrets, and on the name that Kubernetes would not take.
 */
export function renderKubernetesSecret(
  content: SecretContent,
  place: KubernetesPlace = {},
): KubernetesSecret {
  const kind = usableKind(content.metadata);
  if (kind === null) {
    throw invalidInput({ path: 'name', message: 'is neither a docker-registry secret nor a single value' });
  }
  const { kubernetesName, kubernetesNamespace: namespace } = place;
  const name = kubernetesName ?? content.metadata.name;
  if (!isSubdomain(name)) {
    throw invalidInput(
      kubernetesName === undefined
        ? { path: 'name', message: 'is not a name that Kubernetes takes: choose one with kubernetesName' }
        : { path: 'kubernetesName', message: 'must be a DNS subdomain in lower case (RFC 1123)' },
    );
  }
  if (namespace !== undefined && !(namespace.length <= 63 && LABEL.test(namespace))) {
    throw invalidInput({
      path: 'kubernetesNamespace',
      message: 'must be a DNS label in lower case (RFC 1123)',
    });
  }
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  const head = { apiVersion: 'v1', kind: 'Secret', metadata } as const;
  if (kind === 'single-value') {
    return { ...head, type: 'Opaque', data: { SECRET_KEY: toBase64(fieldOf(content, 'value')) } };
  }
  const config = JSON.stringify(renderDockerConfig(content));
  return {
    ...head,
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': toBase64(config) },
  };
}

/** The manifest as YAML, each value on one line. */
export function toYaml(manifest: KubernetesSecret): string {
  return stringify(manifest, { lineWidth: 0 });
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

function isSubdomain(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => LABEL.test(label));
}

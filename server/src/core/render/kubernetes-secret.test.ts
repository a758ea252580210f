import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse } from 'yaml';

import { contentFor } from '../../../../test/support/secret-content.ts';
import { renderKubernetesSecret, toYaml } from './kubernetes-secret.ts';

const registry = contentFor('docker-registry', { server: 'r', username: 'u', password: 'p' });

test('a registry login is a dockerconfigjson', () => {
  const { type, data } = renderKubernetesSecret(registry);
  assert.equal(type, 'kubernetes.io/dockerconfigjson');
  const config = Buffer.from(data['.dockerconfigjson'] ?? '', 'base64').toString();
  assert.equal(config, '{"auths":{"r":{"username":"u","password":"p","auth":"dTpw"}}}');
});

test('a single value of any free kind is opaque and comes back byte for byte', () => {
  for (const value of ['', 'line\nline\r\n', 'naïve ✓ 🔑', '\0', 'x'.repeat(100_000)]) {
    const manifest = renderKubernetesSecret(contentFor('api-key', { value }));
    assert.equal(manifest.type, 'Opaque');
    assert.equal(Buffer.from(manifest.data['SECRET_KEY'] ?? '', 'base64').toString(), value);
    assert.deepEqual(parse(toYaml(manifest)), manifest);
  }
});

test('YAML that looks like something else stays text', () => {
  const place = { kubernetesName: '1e3', kubernetesNamespace: 'true' };
  const manifest = renderKubernetesSecret(registry, place);
  assert.deepEqual(parse(toYaml(manifest)), manifest);
});

test('names are DNS names', () => {
  for (const kubernetesName of ['', 'A', '-a', 'a-', 'a..b', 'a_b', 'a.', 'a'.repeat(254), 'a\n']) {
    assert.throws(() => renderKubernetesSecret(registry, { kubernetesName }), { code: 'invalid-input' });
  }
  for (const kubernetesNamespace of ['', 'a.b', 'a'.repeat(64), 'A']) {
    assert.throws(() => renderKubernetesSecret(registry, { kubernetesNamespace }), { code: 'invalid-input' });
  }
  assert.equal(renderKubernetesSecret(registry, { kubernetesName: 'a.b-c.0' }).metadata.name, 'a.b-c.0');
});

test('kinds with other fields are refused', () => {
  for (const kind of ['credentials', 'ssh-key', 'docker-registry']) {
    assert.throws(() => renderKubernetesSecret(contentFor(kind, { value: 'v' })), { code: 'invalid-input' });
  }
});

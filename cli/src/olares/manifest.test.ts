import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CommandError } from '../failure.ts';
import { readAppName, readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** Shaped as the manifests of published apps are. */
const HEAD = `olaresManifest.version: '0.10.0'
olaresManifest.type: app
metadata:
  name: notes
  title: Notes
  appid: '12345678'
  version: 1.0.4
entrances:
- name: notes
  port: 8080
`;
const ENTRY = `    - dataType: secret
      group: secret.infisical
      version: v1
      ops:
        - RetrieveSecret?workspace=notes # each app has its own
        - CreateSecret?workspace=notes
        - CreateSecret?workspace=notes
`;
const WHOLE = `${HEAD}permission:
  appData: true
  sysData:
    - dataType: datastore
      group: service.intent
      version: v1
      ops:
        - IntentSearch
${ENTRY}`;

const read = (text: string, anyWorkspace = false): Manifest =>
  readManifest(text, 'OlaresManifest.yaml', { anyWorkspace });

function problems(text: string): string {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof CommandError, String(error));
    assert.equal(error.exitCode, 7);
    return error.message;
  }
  return assert.fail('the manifest was accepted');
}

const withOps = (ops: string): string =>
  `${HEAD}permission:\n  sysData:\n    - dataType: secret\n      group: secret.infisical\n      version: v1\n${ops}`;

describe('a manifest', () => {
  test('gives the app, its ops once each, and what is ignored', () => {
    assert.deepEqual(read(WHOLE), {
      app: 'notes',
      appid: '12345678',
      ops: ['RetrieveSecret?workspace=notes', 'CreateSecret?workspace=notes'],
      ignored: [{ dataType: 'datastore', group: 'service.intent', line: 14 }],
    });
    assert.equal(readAppName(WHOLE, 'x'), 'notes');
  });

  test('an appid of digits alone is the text that is written', () => {
    const { appid } = read(WHOLE.replace(`'12345678'`, '0012e3'));
    assert.equal(appid, '0012e3');
  });

  test('anchors and flow style are YAML like any other', () => {
    const text = `metadata: {name: notes}\nx: &ops ["ListSecret?workspace=notes"]\npermission: {sysData: [{dataType: secret, group: secret.infisical, version: v1, ops: *ops}]}\n`;
    assert.deepEqual(read(text).ops, ['ListSecret?workspace=notes']);
  });

  test('a bare op reaches every workspace, which has to be said', () => {
    const bare = withOps('      ops: [ListSecret]\n');
    assert.match(
      problems(bare),
      /yaml:16:13: permission\.sysData\[0\]\.ops\[0\] names no workspace .*--any-workspace/,
    );
    assert.deepEqual(read(bare, true).ops, ['ListSecret']);
  });
});

describe('a malformed manifest is an error with line and column', () => {
  const cases: readonly (readonly [what: string, text: string, expected: RegExp])[] = [
    [
      'ops of a wrong type',
      withOps('      ops: RetrieveSecret?workspace=notes\n'),
      /^OlaresManifest\.yaml:16:12: permission\.sysData\[0\]\.ops must be a list\.$/,
    ],
    [
      'an op of a wrong type',
      withOps('      ops:\n        - ListSecret?workspace=notes\n        - [a]\n'),
      /:18:11: permission\.sysData\[0\]\.ops\[1\] must be a text\.$/,
    ],
    ['an empty op', withOps('      ops:\n        -\n'), /ops\[0\] is empty/],
    ['no ops', withOps(''), /:13:7: permission\.sysData\[0\] has no ops\.$/],
    ['an empty list of ops', withOps('      ops: []\n'), /:16:12: .*must not be empty/],
    [
      'an unknown op',
      withOps('      ops:\n        - ReadSecret?workspace=notes\n'),
      /:17:11: .* names no op of the provider; there are RetrieveSecret, /,
    ],
    ['an op in another case', withOps('      ops: [listSecret?workspace=notes]\n'), /names no op/],
    ['no workspace', withOps('      ops: ["ListSecret?env=dev"]\n'), /:16:13: .* names no workspace/],
    ['an empty workspace', withOps('      ops: ["ListSecret?workspace="]\n'), /names no workspace/],
    [
      'a workspace that is a path',
      withOps('      ops: ["ListSecret?workspace=../bob"]\n'),
      /cannot be part of a path/,
    ],
    ['an encoded path', withOps('      ops: ["ListSecret?workspace=a%2Fb"]\n'), /cannot be part of a path/],
    [
      'another version',
      WHOLE.replace('infisical\n      version: v1', 'infisical\n      version: v2'),
      /:21:16: .*version must be v1/,
    ],
    ['no version', WHOLE.replace('infisical\n      version: v1', 'infisical'), /has no version/],
    [
      'sysData of a wrong type',
      `${HEAD}permission:\n  sysData: true\n`,
      /:12:12: permission\.sysData must be a list/,
    ],
    [
      'an entry of a wrong type',
      `${HEAD}permission:\n  sysData:\n    - secret\n`,
      /:13:7: permission\.sysData\[0\] must be a mapping; /,
    ],
    ['no secrets', `${HEAD}permission:\n  sysData: []\n`, /declares no secrets/],
    ['no sysData', `${HEAD}permission:\n  appData: true\n`, /:12:3: permission has no sysData/],
    ['no permission', HEAD, /:1:1: permission is missing/],
    ['no name', WHOLE.replace('  name: notes\n  title', '  title'), /:4:3: metadata has no name/],
    [
      'a name that no app can have',
      WHOLE.replace('name: notes\n  title', 'name: my notes\n  title'),
      /:4:9: metadata\.name must start with/,
    ],
    ['a member twice', `${WHOLE}permission: {}\n`, /:26:1: Map keys must be unique/],
    ['no mapping', '- a\n', /:1:1: a manifest is a mapping/],
    ['nothing', '', /:1:1: a manifest is a mapping/],
    ['no YAML', `${HEAD}permission: [\n`, /^OlaresManifest\.yaml:\d+:\d+: .*flow/i],
    ['an unknown anchor', 'metadata: *none\n', /:1:11: .*anchor/i],
    ['two documents', `${WHOLE}---\n${WHOLE}`, /multiple documents/],
  ];
  for (const [what, text, expected] of cases) test(what, () => assert.match(problems(text), expected));

  test('all problems are told at once', () => {
    const message = problems(
      withOps('      ops: [ReadSecret, "ListSecret?x=1"]\n').replace(
        'name: notes\n  title',
        'name: .\n  title',
      ),
    );
    assert.equal(message.split('; ').filter((one) => one.startsWith('OlaresManifest.yaml:')).length, 3);
  });
});

describe('Helm templates', () => {
  const guard = '{{- if and .Values.admin (eq .Values.admin .Values.bfl.username) }}';
  const branches = `options:
  appScope:
  ${guard}  # by the administrator
    clusterScoped: true
  {{- else }}
    clusterScoped: false
  {{- end }}
  url: http://{{ .Values.bfl.username }}.example.com
  port: {{ .Values.port | quote }}
`;

  test('beside what is read are left alone', () => {
    assert.deepEqual(read(`${branches}${WHOLE}`).ops, read(WHOLE).ops);
    assert.deepEqual(read(`${WHOLE}${branches}`).ops, read(WHOLE).ops);
  });

  const touching: readonly (readonly [what: string, text: string, expected: RegExp])[] = [
    [
      'in the name',
      WHOLE.replace('name: notes\n  title', 'name: {{ .Values.name }}\n  title'),
      /:4:9: metadata\.name is decided by a Helm template/,
    ],
    [
      'in an op',
      WHOLE.replace('RetrieveSecret?workspace=notes', 'RetrieveSecret?workspace={{ .Values.ws }}'),
      /:23:36: permission\.sysData is decided by/,
    ],
    [
      'around an op',
      WHOLE.replace(
        '        - RetrieveSecret',
        `        {{- if .Values.x }}\n        - RetrieveSecret`,
      ).concat('        {{- end }}\n'),
      /:23:9: permission\.sysData is decided by/,
    ],
    [
      'around the whole entry',
      `${HEAD}permission:\n  sysData:\n    {{- if .Values.x }}\n${ENTRY}    {{- end }}\n`,
      /:13:5: permission\.sysData is decided by/,
    ],
    ['around everything, without an end', `${guard}\n${WHOLE}`, /:1:1: metadata\.name is decided by/],
  ];
  for (const [what, text, expected] of touching)
    test(`${what} are an error`, () => assert.match(problems(text), expected));

  test('in the middle of YAML are an error with their place', () => {
    assert.match(
      problems(`${WHOLE}x: {{ toYaml .Values.y | nindent 2 }} z: 1\n`),
      /^OlaresManifest\.yaml:26:/,
    );
  });
});

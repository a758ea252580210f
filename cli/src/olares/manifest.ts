// What an OlaresManifest.yaml declares for secrets: the app, and the ops of `permission.sysData` (olares.md 1.3).
// What is not understood is a problem with its place, never left out in silence.
import { ManifestText } from './manifest-text.ts';
import type { Part } from './manifest-text.ts';

export interface Manifest {
  readonly app: string;
  readonly appid: string;
  /** Ops of the secret provider as they are declared, each once. */
  readonly ops: readonly string[];
  readonly ignored: readonly IgnoredEntry[];
}

/** An entry for another provider than that of secrets. */
export interface IgnoredEntry {
  readonly dataType: string;
  readonly group: string;
  readonly line: number;
}

export interface ManifestOptions {
  /** Accept ops that name no workspace, and so reach all of the user's. */
  readonly anyWorkspace: boolean;
}

const OPS: readonly string[] = [
  'RetrieveSecret',
  'CreateSecret',
  'UpdateSecret',
  'DeleteSecret',
  'ListSecret',
];
/** As the server has it: a longer name leaves no room in bcrypt's 72 bytes. */
const APP = /^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$/;
/** A workspace is a segment of a path. */
const WORKSPACE = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/;

/** Throws a CommandError that has all problems with line and column. */
export function readManifest(text: string, source: string, options: ManifestOptions): Manifest {
  const manifest = new ManifestText(text, source);
  const { root } = manifest;
  const metadata = root && manifest.required(root, 'metadata');
  const app = metadata === null ? null : readApp(manifest, metadata);
  const appid = metadata === null ? null : readText(manifest, manifest.member(metadata, 'appid'));
  const permission = root && manifest.required(root, 'permission');
  const sysData = permission && manifest.required(permission, 'sysData');
  const entries = (sysData && manifest.items(sysData)) ?? [];
  const ops: string[] = [];
  const ignored: IgnoredEntry[] = [];
  let declared = 0;
  for (const entry of entries) {
    const dataType = readText(manifest, manifest.member(entry, 'dataType')) ?? '';
    const group = readText(manifest, manifest.member(entry, 'group')) ?? '';
    if (dataType !== 'secret' || group !== 'secret.infisical') {
      ignored.push({ dataType, group, line: manifest.line(entry) });
      continue;
    }
    declared += 1;
    ops.push(...readOps(manifest, entry, options));
  }
  if (sysData !== null && declared === 0) {
    manifest.problem(sysData, 'declares no secrets: no entry has dataType secret and group secret.infisical');
  }
  manifest.finish();
  return { app: app ?? '', appid: appid ?? '', ops: [...new Set(ops)], ignored };
}

/** The name of the app alone, for removing it; the rest of the manifest is not judged. */
export function readAppName(text: string, source: string): string {
  const manifest = new ManifestText(text, source);
  const { root } = manifest;
  const metadata = root && manifest.required(root, 'metadata');
  const app = metadata && readApp(manifest, metadata);
  manifest.finish();
  return app ?? '';
}

function readApp(manifest: ManifestText, metadata: Part): string | null {
  const part = manifest.required(metadata, 'name');
  const app = readText(manifest, part);
  if (part === null || app === null || APP.test(app)) return app;
  return manifest.problem(
    part,
    'must start with a letter or digit and hold only letters, digits and . _ -, at most 30',
  );
}

function readOps(manifest: ManifestText, entry: Part, options: ManifestOptions): readonly string[] {
  const version = manifest.required(entry, 'version');
  const text = readText(manifest, version);
  if (version !== null && text !== null && text !== 'v1') {
    manifest.problem(version, 'must be v1: the other versions of the provider are not served');
  }
  const part = manifest.required(entry, 'ops');
  const items = part && manifest.items(part);
  if (part !== null && items?.length === 0) manifest.problem(part, 'must not be empty');
  return (items ?? []).flatMap((item) => {
    const op = manifest.text(item);
    const problem = op === null ? null : opProblem(op, options);
    if (problem !== null) manifest.problem(item, problem);
    return op === null ? [] : [op];
  });
}

function opProblem(op: string, { anyWorkspace }: ManifestOptions): string | null {
  const mark = op.indexOf('?');
  const name = mark === -1 ? op : op.slice(0, mark);
  if (!OPS.includes(name)) return `names no op of the provider; there are ${OPS.join(', ')}`;
  if (mark === -1) {
    return anyWorkspace
      ? null
      : `names no workspace and would reach all of the user's: write ${name}?workspace=NAME, or say --any-workspace`;
  }
  const workspace = new URLSearchParams(op.slice(mark + 1)).get('workspace') ?? '';
  if (workspace === '') return `names no workspace: write ${name}?workspace=NAME`;
  if (WORKSPACE.test(workspace)) return null;
  return 'has a workspace that cannot be part of a path: letters, digits and . _ @ -, starting with a letter or digit';
}

function readText(manifest: ManifestText, part: Part | null): string | null {
  return part && manifest.text(part);
}

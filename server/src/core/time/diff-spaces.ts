// What differs between two moments of a space, or between two spaces: by name and version for who may list, by content for
// who may read. Values leave only when they were asked for, each as a read of its own in the audit log.
import { setImmediate } from 'node:timers/promises';

import { SecretText } from '../../base/secret-text.ts';
import type { AuditObject } from '../audit/event.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { SpaceRow } from '../ports/tables.ts';
import { auditFound } from '../secrets/find-secret.ts';
import { isReadable, openVersion } from '../secrets/rows.ts';
import { askedSpace } from '../move/aliases.ts';
import { parseSpacePath } from '../spaces/path.ts';
import { checkMoment, secretsAsOf } from './as-of.ts';
import type { SecretThen } from './as-of.ts';
import type { DiffItem, DiffSide, Moment, SpaceDiff } from './time.ts';

const TURN = 50;
const DESCRIBED = ['kind', 'description', 'tags', 'env', 'file', 'delivery_enabled', 'expires_at'] as const;

export async function diffSpaces(
  ports: Ports,
  caller: Caller,
  input: { readonly from: Moment; readonly to: Moment; readonly values?: boolean },
): Promise<SpaceDiff> {
  const { from, to } = input;
  return operate<SpaceDiff>(ports, caller, {
    name: 'space.diff',
    requires: { on: 'space', path: from.space, anyOf: [input.values === true ? 'read' : 'list'] },
    object: { kind: 'space', name: from.space, to: { space: to.space } },
    run: async (scope) => {
      const other = await askedSpace(ports, scope.snapshot, parseSpacePath(to.space));
      scope.requireAt(other, input.values === true ? 'read' : 'list');
      checkMoment(ports, from.at, 'fromAt');
      checkMoment(ports, to.at, 'toAt');
      const contents = scope.can('read') && scope.canAt(other, 'read');
      const now = ports.clock.now();
      const before = byName(await secretsAsOf(ports, scope.space.row, from.at ?? now));
      const after = byName(await secretsAsOf(ports, other.row, to.at ?? now));
      const names = [...new Set([...before.keys(), ...after.keys()])].sort();
      const items: DiffItem[] = [];
      const read: AuditObject[] = [];
      for (const [index, name] of names.entries()) {
        if (index % TURN === TURN - 1) await setImmediate();
        const [one, two] = [before.get(name), after.get(name)];
        const opened = {
          from: contents ? fieldsOf(ports, scope.space.row, one) : null,
          to: contents ? fieldsOf(ports, other.row, two) : null,
        };
        const change = changeOf(one, two, contents ? same(opened.from, opened.to) : null);
        if (change === null) continue;
        const values = input.values === true;
        items.push({
          name,
          change,
          from: sideOf(one, values ? opened.from : undefined),
          to: sideOf(two, values ? opened.to : undefined),
        });
        if (values) read.push(...readOf(one, opened.from), ...readOf(two, opened.to, to.space));
      }
      const event = {
        kind: 'space',
        name: from.space,
        count: items.length,
        to: { space: to.space },
      } as const;
      return { result: { contents, items }, objects: [event, ...read] };
    },
  });
}

type Fields = ReadonlyMap<string, string> | null;

function byName(secrets: readonly SecretThen[]): ReadonlyMap<string, SecretThen> {
  return new Map(secrets.map((secret) => [secret.then.name, secret]));
}

/** Null for what is not there or cannot be read any more, and for what was moved to where others decide about it. */
function fieldsOf(ports: Ports, space: SpaceRow | null, secret: SecretThen | undefined): Fields {
  if (secret === undefined || secret.home.id !== space?.id) return null;
  if (!isReadable(ports, secret.row, secret.version)) return null;
  return openVersion(ports, secret.home, secret.version);
}

function same(one: Fields, two: Fields): boolean | null {
  if (one === null || two === null) return null;
  return JSON.stringify([...one]) === JSON.stringify([...two]);
}

function changeOf(
  one: SecretThen | undefined,
  two: SecretThen | undefined,
  equal: boolean | null,
): DiffItem['change'] | null {
  if (two === undefined) return 'removed';
  if (one === undefined) return 'added';
  const sameVersion = one.row.id === two.row.id && one.version.version === two.version.version;
  if (!(equal ?? sameVersion)) return 'changed';
  return DESCRIBED.some((column) => one.then[column] !== two.then[column]) ? 'described' : null;
}

function sideOf(secret: SecretThen | undefined, fields: Fields | undefined): DiffSide | null {
  if (secret === undefined) return null;
  const { version } = secret.version;
  if (fields === undefined) return { version };
  const shown = fields && new Map([...fields].map(([name, value]) => [name, new SecretText(value)] as const));
  return { version, fields: shown };
}

function readOf(secret: SecretThen | undefined, fields: Fields, space?: string): readonly AuditObject[] {
  if (secret === undefined || fields === null) return [];
  const object = { ...auditFound(secret.row), version: secret.version.version };
  return [space === undefined ? object : { ...object, to: { space } }];
}

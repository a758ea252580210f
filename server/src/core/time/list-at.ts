// Lists the secrets of a space as they were at a moment. Never a value: a version is read as any other.
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { toMetadata } from '../secrets/rows.ts';
import type { SecretMetadata } from '../secrets/secret.ts';
import { checkMoment, secretsAsOf } from './as-of.ts';

export async function listSecretsAt(
  ports: Ports,
  caller: Caller,
  input: { readonly space: string; readonly at: number },
): Promise<readonly SecretMetadata[]> {
  return operate(ports, caller, {
    name: 'secret.list-at',
    requires: { on: 'space', path: input.space, anyOf: ['list'] },
    object: { kind: 'space', name: input.space },
    run: async (scope) => {
      checkMoment(ports, input.at);
      const found = await secretsAsOf(ports, scope.space.row, input.at);
      const result = found.map(({ then }) => toMetadata(then, scope.space.path));
      return { result, objects: [{ kind: 'space', name: input.space, count: result.length }] };
    },
  });
}

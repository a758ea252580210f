// Creates a secret or replaces the content of the one that has its name; metadata that is not given stays.
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { planChange } from './change-secret.ts';
import { planSecrets } from './create-secret.ts';
import { auditRef, checkPrecondition, findSecret } from './find-secret.ts';
import type { NewSecret, Precondition, SecretMetadata } from './secret.ts';

export async function putSecret(
  ports: Ports,
  caller: Caller,
  target: { readonly space: string; readonly name: string; readonly precondition?: Precondition },
  input: Lazy<Omit<NewSecret, 'name' | 'id'>>,
): Promise<{ readonly metadata: SecretMetadata; readonly created: boolean }> {
  return operate<{ readonly metadata: SecretMetadata; readonly created: boolean }>(ports, caller, {
    name: 'secret.put',
    requires: { on: 'space', path: target.space, anyOf: ['create', 'change'] },
    object: auditRef(target),
    run: async (scope) => {
      const found = await findSecret(ports, scope.space, target);
      scope.require(found === undefined ? 'create' : 'change');
      checkPrecondition(found, target.precondition);
      if (found !== undefined) {
        const { result, ...done } = await planChange(ports, scope, found, force(input));
        return { ...done, result: { metadata: result, created: false } };
      }
      const inputs = [{ ...force(input), name: target.name }];
      const { result, ...done } = await planSecrets(ports, scope, undefined, inputs, () => '');
      const [metadata] = result;
      if (metadata === undefined) throw new TypeError('One input makes one secret.');
      return { ...done, result: { metadata, created: true } };
    },
  });
}

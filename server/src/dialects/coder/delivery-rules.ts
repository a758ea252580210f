// Whether a secret may be delivered as asked: the target rule of coder.md 0.3 and the file policy of 2.9.
import type { Delivery } from '../../core/index.ts';
import type { Validation } from './errors.ts';
import type { CoderSettings } from './settings.ts';
import type { SecretDraft, SecretUpdate } from './wire.ts';

export type DeliveryPolicy = Pick<CoderSettings, 'targetRule' | 'fileDelivery'>;

const NO_TARGET: Validation = {
  field: 'env_name',
  detail:
    'An enabled secret must have at least one of env_name or file_path set. To keep a secret without injecting it, set enabled to false instead of clearing both targets.',
};
const NO_FILES: Validation = {
  field: 'file_path',
  detail:
    'File path delivery for user secrets is disabled by the deployment administrator. Clear file_path or use env_name instead.',
};
const NO_FILES_NEEDS_ENV: Validation = {
  field: 'env_name',
  detail:
    'File path delivery for user secrets is disabled by the deployment administrator, so an enabled secret must have an env_name. Add env_name, or set enabled to false.',
};

/** What is wrong with the targets of a new secret, or null. A refused file path is told before a missing name. */
export function newTargetProblem(
  draft: Pick<SecretDraft, 'envName' | 'filePath' | 'enabled'>,
  policy: DeliveryPolicy,
): Validation | null {
  if (!policy.fileDelivery) {
    if (draft.filePath !== '') return NO_FILES;
    return draft.enabled && draft.envName === '' ? NO_FILES_NEEDS_ENV : null;
  }
  const untargeted = draft.envName === '' && draft.filePath === '';
  return policy.targetRule === 'current' && draft.enabled && untargeted ? NO_TARGET : null;
}

/** What is wrong with the row that a PATCH would leave, or null. */
export function changedTargetProblem(
  current: Delivery,
  update: SecretUpdate,
  policy: DeliveryPolicy,
): Validation | null {
  const env = update.envName ?? current.env ?? '';
  const file = update.filePath ?? current.file ?? '';
  const enabled = update.enabled ?? current.enabled;
  if (!policy.fileDelivery) {
    if (file !== '' && file !== current.file) return NO_FILES;
    // A row that was enabled without a variable before the policy may still be edited.
    const wasSo = current.enabled && current.env === null;
    if (enabled && env === '' && !wasSo) return NO_FILES_NEEDS_ENV;
  }
  return policy.targetRule === 'current' && enabled && env === '' && file === '' ? NO_TARGET : null;
}

/**
 * Whether an imported entry without targets is stored enabled: only where an enabled secret may lack them
 * (coder.md 2.10).
 */
export function importsUntargetedEnabled(policy: DeliveryPolicy): boolean {
  return policy.targetRule === 'seed' && policy.fileDelivery;
}

// All field rules of one request at once, in the order in which Coder's server lists them (coder.md 2.3, 2.5).
import { newTargetProblem } from './delivery-rules.ts';
import type { Validation } from './errors.ts';
import { validationFailed } from './errors.ts';
import type { CoderSettings } from './settings.ts';
import {
  descriptionProblem,
  envNameProblem,
  filePathProblem,
  nameProblem,
  newValueProblem,
  valueProblem,
} from './validation.ts';
import type { SecretDraft, SecretUpdate } from './wire.ts';

type Rules = Pick<CoderSettings, 'targetRule' | 'fileDelivery' | 'limits'>;

/** Problems of a new secret: name, value, env_name, file_path, description, target; empty when there are none. */
export function draftProblems(draft: SecretDraft, rules: Rules): readonly Validation[] {
  const problems = listed([
    ['name', nameProblem(draft.name)],
    ['value', newValueProblem(draft.value, rules.limits.valueBytes)],
    ['env_name', envNameProblem(draft.envName)],
    ['file_path', filePathProblem(draft.filePath)],
    ['description', descriptionProblem(draft.description)],
  ]);
  const target = newTargetProblem(draft, rules);
  const told = problems.some((problem) => problem.field === target?.field);
  return target === null || told ? problems : [...problems, target];
}

/** `invalid-input` with every problem of the draft, if there is one. */
export function checkDraft(draft: SecretDraft, rules: Rules): void {
  const problems = draftProblems(draft, rules);
  if (problems.length > 0) throw validationFailed(problems);
}

/** `invalid-input` with every problem of the members that a PATCH gives, if there is one. */
export function checkUpdate(update: SecretUpdate, rules: Rules): void {
  const { value, envName, filePath, description } = update;
  const problems = listed([
    ['value', value === undefined ? null : valueProblem(value, rules.limits.valueBytes)],
    ['env_name', envName === undefined ? null : envNameProblem(envName)],
    ['file_path', filePath === undefined ? null : filePathProblem(filePath)],
    ['description', description === undefined ? null : descriptionProblem(description)],
  ]);
  if (problems.length > 0) throw validationFailed(problems);
}

function listed(rules: readonly (readonly [field: string, problem: string | null])[]): Validation[] {
  return rules.flatMap(([field, detail]) => (detail === null ? [] : [{ field, detail }]));
}

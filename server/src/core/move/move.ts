// What is moved or copied, as those ask who use core.
import type { SecretMetadata } from '../secrets/secret.ts';
import type { SpaceSummary } from '../spaces/space.ts';

export interface MoveInput {
  /** The space where the secrets are, and which of them. */
  readonly from: string;
  readonly names: readonly string[];
  readonly to: string;
  /** A new name, for one secret alone. */
  readonly name?: string;
  /** Reads at the old address go on until then; they do not when absent. */
  readonly aliasUntil?: number;
}

export interface CopyInput {
  readonly from: string;
  /** All secrets of the space when absent. */
  readonly names?: readonly string[];
  readonly to: string;
  readonly name?: string;
}

export interface MoveSpaceInput {
  readonly from: string;
  readonly to: string;
  readonly aliasUntil?: number;
}

export interface MovedSpace {
  readonly space: SpaceSummary;
  /** How many live secrets went with it. */
  readonly secrets: number;
}

export type MovedSecrets = readonly SecretMetadata[];

// Which secrets want attention, as those ask and see it who use core.
import type { SecretMetadata } from '../secrets/secret.ts';

export interface ReportQuery {
  readonly space: string;
  /** Also the spaces below it, each as far as the caller may list it. */
  readonly recursive?: boolean;
  /** What expires within so many days is about to. */
  readonly withinDays: number;
  /** What has had no new version for so many days is unchanged. */
  readonly unchangedDays: number;
}

export interface ReportedSecret {
  readonly metadata: SecretMetadata;
  /** When its current version was written. */
  readonly changedAt: number;
  /** At least one. */
  readonly reasons: readonly ('expired' | 'expiring' | 'unchanged')[];
}

// How long the trash is kept: the operator's setting, from the moment of the deletion on.
import type { Ports } from '../ports/deps.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** When something that was deleted at a time is purged; null for never. */
export function purgeTime({ settings }: Ports, deletedAt: number): number | null {
  const { trashRetentionDays } = settings;
  return keepsForEver(trashRetentionDays) ? null : deletedAt + trashRetentionDays * DAY_MS;
}

/** What was deleted before this time is due; null while nothing ever is. */
export function purgeBefore({ settings, clock }: Ports): number | null {
  const { trashRetentionDays } = settings;
  return keepsForEver(trashRetentionDays) ? null : clock.now() - trashRetentionDays * DAY_MS;
}

function keepsForEver(days: number | undefined): days is undefined | 0 {
  return days === undefined || days === 0;
}

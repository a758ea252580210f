// What a space was at a moment, what differs between two, and what going back would change, as those see it who use core.
import type { SecretText } from '../../base/secret-text.ts';

/** A space now, or as it was. */
export interface Moment {
  readonly space: string;
  /** Milliseconds since the epoch; now when absent. */
  readonly at?: number;
}

export interface DiffSide {
  readonly version: number;
  /** Only where values were asked for; null where they cannot be read any more. */
  readonly fields?: ReadonlyMap<string, SecretText> | null;
}

export interface DiffItem {
  readonly name: string;
  /** `described`: the content is the same, the metadata is not. */
  readonly change: 'added' | 'removed' | 'changed' | 'described';
  readonly from: DiffSide | null;
  readonly to: DiffSide | null;
}

export interface SpaceDiff {
  /** Whether contents were compared: the caller may read both. Otherwise versions were. */
  readonly contents: boolean;
  /** What differs, by name. */
  readonly items: readonly DiffItem[];
}

export interface RestoreStep {
  readonly name: string;
  /** What it is called now, where that differs. */
  readonly nameNow: string;
  /**
   * `untrash`: it comes back from the trash. `trash`: it was not there yet. `content`: an old content becomes a new version.
   * `metadata`: name or description as they were. `lost`: the content then was destroyed; the one now stays. `elsewhere`:
   * it was moved to another space and stays there.
   */
  readonly steps: readonly ('untrash' | 'trash' | 'content' | 'metadata' | 'lost' | 'elsewhere')[];
  readonly versionNow: number;
  readonly versionThen: number | null;
}

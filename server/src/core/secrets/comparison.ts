// What a comparison of spaces tells: which names are where, and where the contents are equal. Never a value.

export interface ComparedSpace {
  readonly path: string;
  /** False while nothing was ever created there; it then counts as empty. */
  readonly exists: boolean;
  /** How many live secrets it has. */
  readonly secrets: number;
}

/** A secret as one of the spaces has it. */
export interface ComparedPlace {
  readonly version: number;
  readonly updatedAt: number;
  /**
   * Numbered from 1 for each name: places with the same number have the same content. Null where contents were not
   * compared, or this one cannot be read (expired, destroyed).
   */
  readonly group: number | null;
}

export interface ComparedName {
  readonly name: string;
  /**
   * Whether the places that have the name have equal fields, byte for byte; null where there are not two to compare,
   * or one of them could not be.
   */
  readonly content: 'same' | 'different' | null;
  /** For each space, in the order of the spaces; null where it has no secret of that name. */
  readonly places: readonly (ComparedPlace | null)[];
}

export interface SpaceComparison {
  readonly spaces: readonly ComparedSpace[];
  /** Whether contents were compared: the caller may `read` in all of the spaces. */
  readonly contents: boolean;
  /** Every name that one of the spaces has, in order. */
  readonly items: readonly ComparedName[];
}

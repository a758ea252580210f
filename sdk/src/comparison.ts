// What spaces have in common, by name, as /pv/v1/compare answers; never a value.

/** A secret as one of the spaces has it. */
export interface ComparedPlace {
  readonly version: number;
  readonly updatedAt: string;
  /** Places of a name with the same number have the same content; null where that is not known. */
  readonly group: number | null;
}

export interface ComparedName {
  readonly name: string;
  /** Null where there are not two places to compare, or where contents could not be compared. */
  readonly content: 'same' | 'different' | null;
  /** In the order of the spaces; null where there is no secret of that name. */
  readonly places: readonly (ComparedPlace | null)[];
}

export interface Comparison {
  readonly spaces: readonly {
    readonly path: string;
    /** False while nothing was ever created there. */
    readonly exists: boolean;
    readonly secrets: number;
  }[];
  /** Whether contents were compared: the caller may read in all of the spaces. */
  readonly contents: boolean;
  readonly items: readonly ComparedName[];
}

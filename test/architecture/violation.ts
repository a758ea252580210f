// One broken rule in one file; `to` is what the file should not have reached for.
export interface Violation {
  readonly rule: string;
  /** Path below the root of the tree. */
  readonly from: string;
  readonly to: string;
}

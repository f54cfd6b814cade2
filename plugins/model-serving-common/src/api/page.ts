/** @public */
export interface Page<T> {
  readonly items: readonly T[];
  /** Matches of the filter, over all pages. */
  readonly totalItems: number;
  readonly pageInfo: { readonly nextCursor?: string };
}

/**
 * A share of a route's requests is copied to a revision once they are answered. Callers never notice: what becomes of a
 * copy is counted, and its answer thrown away. Requests that name a tag are not copied.
 * @public
 */
export interface RouteShadow {
  /** Key of the revision that gets copies. */
  readonly revision: string;
  /** Whole, 1 to 100. */
  readonly percent: number;
}

/** That a revision is wanted to have more replicas than it may, while requests wait for the ones that it has. */
export interface Ceiling {
  /** Replicas that are wanted. */
  readonly wanted: number;
  /** Most that it may have. */
  readonly max: number;
  /** ms since epoch: when it was first so, and last. */
  readonly since: number;
  readonly last: number;
}

/** Waiting that is over sooner is what waiting is for. */
const WORTH_TELLING_MS = 10_000;
/** What has not been so for this long is over. */
const OVER_MS = 30_000;

/** What is known of a revision after one more look at it; undefined: its maximum holds nobody up. */
export function ceilingAfter(
  before: Ceiling | undefined,
  look: {
    /** ms since epoch */
    readonly at: number;
    /** Replicas that are wanted, before bounds; undefined: nobody knows. */
    readonly desired: number | undefined;
    readonly max: number;
    /** More requests are there than its replicas take at a time. */
    readonly isCrowded: boolean;
  },
): Ceiling | undefined {
  const { at, desired = 0, max, isCrowded } = look;
  // Another maximum is another ceiling.
  const known = before?.max === max ? before : undefined;
  if (desired > max && isCrowded)
    return { wanted: desired, max, since: known?.since ?? at, last: at };
  return known && at - known.last < OVER_MS ? known : undefined;
}

/** Whether it has been so for long enough to tell people. */
export function isWorthTelling(
  ceiling: Ceiling | undefined,
): ceiling is Ceiling {
  return (
    ceiling !== undefined && ceiling.last - ceiling.since >= WORTH_TELLING_MS
  );
}

/** What a look called for, before it was stabilized. */
export interface Recommendation {
  /** ms since epoch */
  readonly at: number;
  readonly replicas: number;
}

/**
 * Waits until everything that was called for within the window of a direction goes that way: so a short dip or peak changes
 * nothing. Source: Kubernetes `stabilizeRecommendationWithBehaviors`; autoscaling.md §9.
 */
export function hpaStabilize(input: {
  readonly now: number;
  readonly current: number;
  readonly proposed: number;
  readonly recommendations: readonly Recommendation[];
  readonly upWindowMs: number;
  readonly downWindowMs: number;
}): number {
  const { now, current, proposed, recommendations } = input;
  const youngerThan = (windowMs: number) =>
    recommendations.flatMap(({ at, replicas }) =>
      at > now - windowMs ? [replicas] : [],
    );
  const up = Math.min(proposed, ...youngerThan(input.upWindowMs));
  const down = Math.max(proposed, ...youngerThan(input.downWindowMs));
  if (current < up) return up;
  return current > down ? down : current;
}

/** The recommendations with one more, without those that no window reaches. Of equal ones in a row only the last counts. */
export function withRecommendation(
  recommendations: readonly Recommendation[],
  added: Recommendation,
  longestMs: number,
): readonly Recommendation[] {
  return [...recommendations, added].filter(
    ({ at, replicas }, i, all) =>
      at > added.at - longestMs && all[i + 1]?.replicas !== replicas,
  );
}

import type { Sample } from '../../store/types';

/** Steps of a chart by their end, ms since epoch. */
type Windows = ReadonlyMap<number, Pick<Sample, 'seconds'>>;

/**
 * Requests per second of a point: over the part of its time that was measured, that of the whole and of its parts alike, so
 * that a rate times its seconds is what was counted. A part has samples only while it has requests: where only the others
 * had some it is zero, not unknown.
 *
 * @param requests - of the part in the step
 * @param measured - seconds that were measured of the step: of the whole, of the part
 * @returns undefined: nothing was measured
 */
export function rateOver(
  requests: number,
  ...measured: readonly (number | undefined)[]
): number | undefined {
  const seconds = Math.max(0, ...measured.map(one => one ?? 0));
  return seconds > 0 ? requests / seconds : undefined;
}

/**
 * Points whose time is shorter than their step, `[end, seconds]`: the newest, whose step is not over, and those in which
 * measuring began or stopped. One request in ten seconds of half a minute stands as six per minute and not as two: who sees
 * it has to know of how much time it speaks.
 */
export function shortPoints(
  windows: Windows,
  stepSeconds: number,
): readonly (readonly [number, number])[] {
  return [...windows].flatMap(([end, { seconds }]) =>
    seconds > 0 && seconds < stepSeconds ? [[end, seconds] as const] : [],
  );
}

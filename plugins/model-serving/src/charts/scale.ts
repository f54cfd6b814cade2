import { MetricSeries } from '@greenroom/backstage-plugin-model-serving-common';

/** A measured point: `[ms since epoch, value]`. */
export type Point = readonly [number, number];

/**
 * The stretches of a series without a gap. What was not measured stays a gap: it is never drawn over, nor as zero.
 */
export function segments(series: MetricSeries): Point[][] {
  const found: Point[][] = [];
  let open: Point[] | undefined;
  for (const [at, value] of series.points) {
    if (value === null || !Number.isFinite(value)) {
      open = undefined;
      continue;
    }
    if (!open) {
      open = [];
      found.push(open);
    }
    open.push([at, value]);
  }
  return found;
}

/** Whether anything was measured. */
export function isMeasured(series: readonly MetricSeries[]): boolean {
  return series.some(one => segments(one).length > 0);
}

/** The largest measured value, 0 if there is none. */
export function largest(series: readonly MetricSeries[]): number {
  let max = 0;
  for (const { points } of series) {
    for (const [, value] of points) {
      max = Math.max(max, value ?? 0);
    }
  }
  return max;
}

/** First and last moment of all series; undefined if they have no points. */
export function timeSpan(
  series: readonly MetricSeries[],
): readonly [number, number] | undefined {
  let from = Infinity;
  let to = -Infinity;
  for (const { points } of series) {
    for (const [at] of points) {
      from = Math.min(from, at);
      to = Math.max(to, at);
    }
  }
  return from <= to ? [from, to] : undefined;
}

/** The last measured value of a series. */
export function lastValue(series: MetricSeries): number | undefined {
  return segments(series).at(-1)?.at(-1)?.[1];
}

/** The last moment at which any of the series was measured. */
export function lastMoment(
  series: readonly MetricSeries[],
): number | undefined {
  const moments = series.flatMap(
    one => segments(one).at(-1)?.at(-1)?.[0] ?? [],
  );
  return moments.length > 0 ? Math.max(...moments) : undefined;
}

/** All moments of the series in order, each with the values of the series in their order. */
export function rowsOf(
  series: readonly MetricSeries[],
): { readonly at: number; readonly values: (number | undefined)[] }[] {
  const rows = new Map<number, (number | undefined)[]>();
  for (const [column, { points }] of series.entries()) {
    for (const [at, value] of points) {
      const row = rows.get(at) ?? Array(series.length).fill(undefined);
      row[column] = value ?? undefined;
      rows.set(at, row);
    }
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([at, values]) => ({ at, values }));
}

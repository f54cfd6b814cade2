import type {
  MetricSeries,
  TrafficPart,
} from '@greenroom/backstage-plugin-model-serving-common';
import { mergeHistograms, type Sample } from '../../store';
import { quantile } from '../../latency';

/** Parts that are told apart, those with the most requests. */
const MAX_PARTS = 10;

/** Of them, those with points over time: charts draw fewer, but not always the same. */
const MAX_WITH_SERIES = 5;

/** Samples of one part of the traffic. */
export interface PartSamples {
  readonly name: string;
  /** All that is not told apart. */
  readonly isRest?: true;
  /** In time order. */
  readonly samples: readonly Sample[];
}

/** Makes a series of samples over the steps of a range. */
export type SeriesOf = (
  samples: readonly Sample[],
  name: string,
  value: (window: Sample) => number | undefined,
) => MetricSeries;

/** Makes a series of requests per second over the steps of a range. */
export type RateOf = (
  samples: readonly Sample[],
  name: string,
  count: (window: Sample) => number,
) => MetricSeries;

/** What charts are made with. */
export interface Charts {
  readonly seriesOf: SeriesOf;
  readonly rateOf: RateOf;
}

/** Requests and latency of each part, over the range and as series over its steps: those that had requests, the most first. */
export function trafficParts(
  parts: readonly PartSamples[],
  { seriesOf, rateOf }: Charts,
): TrafficPart[] {
  return parts
    .map(part => ({ part, sums: sumsOf(part) }))
    .filter(({ sums }) => totalOf(sums) > 0)
    .sort((a, b) => totalOf(b.sums) - totalOf(a.sums))
    .slice(0, MAX_PARTS)
    .map(({ part: { name, isRest, samples }, sums }, i): TrafficPart => {
      const latency = seriesOf(samples, name, window =>
        quantile(window.latency, 0.95),
      );
      return {
        name,
        ...(isRest ? { isRest } : {}),
        ...sums,
        ...(i < MAX_WITH_SERIES
          ? {
              requests: (['ok', 'client', 'server'] as const).map(answer =>
                rateOf(samples, answer, window => window[answer]),
              ),
              // Not every part is measured so: of tokens only answers are counted.
              ...(sums.p95 === undefined ? {} : { latency }),
            }
          : {}),
      };
    });
}

type Sums = Pick<TrafficPart, 'ok' | 'client' | 'server' | 'p95'>;

function sumsOf({ samples }: PartSamples): Sums {
  const sum = (of: (one: Sample) => number) =>
    samples.reduce((total, one) => total + of(one), 0);
  const p95 = quantile(mergeHistograms(samples.map(one => one.latency)), 0.95);
  return {
    ok: sum(({ ok }) => ok),
    client: sum(({ client }) => client),
    server: sum(({ server }) => server),
    ...(p95 === undefined ? {} : { p95 }),
  };
}

function totalOf({ ok, client, server }: Sums): number {
  return ok + client + server;
}

import type { RevisionMetrics } from '@greenroom/backstage-plugin-model-serving-common';
import { mergeHistograms, type Sample } from '../../store';
import { quantile } from '../../store';

/** Revisions that are told apart, those with the most requests. */
const MAX_REVISIONS = 10;

/** Requests and latency of each revision, over the range and as series over its steps. */
export function revisionMetrics(options: {
  /** By name of the revision, in time order. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  readonly series: (
    samples: readonly Sample[],
    name: string,
    value: (window: Sample) => number | undefined,
  ) => RevisionMetrics['requests'];
}): RevisionMetrics[] {
  const { samples, series } = options;
  return [...samples]
    .map(([revision, own]): RevisionMetrics => {
      const sum = (of: (one: Sample) => number) =>
        own.reduce((total, one) => total + of(one), 0);
      const p95 = quantile(mergeHistograms(own.map(one => one.latency)), 0.95);
      return {
        revision,
        ok: sum(({ ok }) => ok),
        client: sum(({ client }) => client),
        server: sum(({ server }) => server),
        ...(p95 === undefined ? {} : { p95 }),
        requests: series(
          own,
          revision,
          ({ ok, client, server, seconds }) => (ok + client + server) / seconds,
        ),
        latency: series(own, revision, ({ latency }) =>
          quantile(latency, 0.95),
        ),
      };
    })
    .filter(({ ok, client, server }) => ok + client + server > 0)
    .sort((a, b) => totalOf(b) - totalOf(a))
    .slice(0, MAX_REVISIONS);
}

function totalOf({ ok, client, server }: RevisionMetrics): number {
  return ok + client + server;
}

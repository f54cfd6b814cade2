import type { RevisionMetrics } from '@greenroom/backstage-plugin-model-serving-common';
import { quantile } from '../../latency';
import { PartSamples, SeriesOf, trafficParts } from './trafficParts';

/** Requests and latency of each revision: those that had requests, the most first. */
export function revisionMetrics(
  parts: readonly PartSamples[],
  seriesOf: SeriesOf,
): RevisionMetrics[] {
  const samples = new Map(parts.map(part => [part.name, part.samples]));
  return trafficParts(parts, seriesOf).map(
    ({ name, ok, client, server, p95, requests: answers }) => {
      const own = samples.get(name) ?? [];
      return {
        revision: name,
        ok,
        client,
        server,
        ...(p95 === undefined ? {} : { p95 }),
        requests: seriesOf(
          own,
          name,
          window =>
            (window.ok + window.client + window.server) / window.seconds,
        ),
        latency: seriesOf(own, name, ({ latency }) => quantile(latency, 0.95)),
        ...(answers ? { answers } : {}),
      };
    },
  );
}

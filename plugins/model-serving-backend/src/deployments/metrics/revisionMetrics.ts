import type { RevisionMetrics } from '@greenroom/backstage-plugin-model-serving-common';
import { quantile } from '../../latency';
import { Charts, PartSamples, trafficParts } from './trafficParts';

/** Requests and latency of each revision: those that had requests, the most first. */
export function revisionMetrics(
  parts: readonly PartSamples[],
  charts: Charts,
): RevisionMetrics[] {
  const { seriesOf, rateOf } = charts;
  const samples = new Map(parts.map(part => [part.name, part.samples]));
  return trafficParts(parts, charts).map(
    ({ name, ok, client, server, p95, requests: answers }) => {
      const own = samples.get(name) ?? [];
      return {
        revision: name,
        ok,
        client,
        server,
        ...(p95 === undefined ? {} : { p95 }),
        requests: rateOf(
          own,
          name,
          ({ ok: good, client: c, server: s }) => good + c + s,
        ),
        latency: seriesOf(own, name, ({ latency }) => quantile(latency, 0.95)),
        ...(answers ? { answers } : {}),
      };
    },
  );
}

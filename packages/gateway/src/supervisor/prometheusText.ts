import {
  latencyBucketsMs,
  TrafficCounters,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  RefusalsByRoute,
  tallyFamilies,
  TallyFamily,
  TallyName,
  TallyReport,
} from '../traffic';
import { TrafficByKey } from './keyedTotals';
import { TrafficView } from './trafficTotals';

/** All that the metrics port tells. */
export interface GatewayMetrics {
  readonly traffic: TrafficView;
  /** Answers without a route, by reason. */
  readonly unrouted: ReadonlyMap<string, number>;
  readonly tallies: TallyReport;
  readonly workers: number;
  readonly workerRestarts: number;
  readonly snapshotVersion: number;
}

/** One bound per doubling: an eighth of what is counted, and enough for alerts. */
const boundsPerDoubling = 8;

/**
 * Prometheus text format 0.0.4. Labels are bounded by the snapshot: routes, their tags, revisions, and three classes of answers
 * (`2xx` with redirects, `4xx` with clients that left, `5xx` with broken streams).
 */
export function prometheusText(metrics: GatewayMetrics): string {
  const { routes, revisions, graphSteps, tags, refusals } = metrics.traffic;
  return [
    ...trafficFamilies('route', routes),
    ...trafficFamilies('revision', revisions),
    ...trafficFamilies('graph_step', graphSteps),
    ...trafficFamilies('tag', tags, key => {
      const at = key.lastIndexOf('#');
      return { route: key.slice(0, at), tag: key.slice(at + 1) };
    }),
    ...family(
      'greenroom_gateway_route_refusals_total',
      'counter',
      'Requests that the gateway itself answered or broke off, by route, class of the answer and reason.',
      refusalSamples(refusals),
    ),
    ...family(
      'greenroom_gateway_unrouted_requests_total',
      'counter',
      'Requests answered without a route.',
      [...metrics.unrouted].map(([reason, count]) =>
        sample('', { reason }, count),
      ),
    ),
    ...Object.keys(tallyFamilies).flatMap(name =>
      tallyFamily(name as TallyName, metrics.tallies),
    ),
    ...family(
      'greenroom_gateway_workers',
      'gauge',
      'Worker processes that serve.',
      [sample('', {}, metrics.workers)],
    ),
    ...family(
      'greenroom_gateway_worker_restarts_total',
      'counter',
      'Worker processes that ended unexpectedly.',
      [sample('', {}, metrics.workerRestarts)],
    ),
    ...family(
      'greenroom_gateway_snapshot_version',
      'gauge',
      'Version of the live snapshot; 0 before the first.',
      [sample('', {}, metrics.snapshotVersion)],
    ),
    '',
  ].join('\n');
}

function refusalSamples(refusals: RefusalsByRoute): Sample[] {
  return Object.entries(refusals).flatMap(([route, reasons]) =>
    Object.entries(reasons).flatMap(([reason, { client, server }]) =>
      (
        [
          ['4xx', client],
          ['5xx', server],
        ] as const
      )
        .filter(([, count]) => count > 0)
        .map(([code_class, count]) =>
          sample('', { route, code_class, reason }, count),
        ),
    ),
  );
}

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly suffix: string;
  readonly labels: Labels;
  readonly value: number;
}

function sample(suffix: string, labels: Labels, value: number): Sample {
  return { suffix, labels, value };
}

function trafficFamilies(
  kind: 'route' | 'revision' | 'graph_step' | 'tag',
  totals: TrafficByKey,
  labelsOf: (key: string) => Labels = key => ({ [kind]: key }),
) {
  const entries = Object.entries(totals);
  const samples = (
    of: (labels: Labels, counters: TrafficCounters) => readonly Sample[],
  ) => entries.flatMap(([key, counters]) => of(labelsOf(key), counters));
  const prefix = `greenroom_gateway_${kind}`;
  return [
    ...family(
      `${prefix}_requests_total`,
      'counter',
      `Requests by ${kind} and class of the answer.`,
      samples((labels, counters) => [
        sample('', { ...labels, code_class: '2xx' }, counters.ok),
        sample('', { ...labels, code_class: '4xx' }, counters.client),
        sample('', { ...labels, code_class: '5xx' }, counters.server),
      ]),
    ),
    ...family(
      `${prefix}_inflight_requests`,
      'gauge',
      `Requests in flight by ${kind}.`,
      samples((labels, counters) => [sample('', labels, counters.inflight)]),
    ),
    ...family(
      `${prefix}_request_bytes_total`,
      'counter',
      `Bytes of request bodies by ${kind}.`,
      samples((labels, counters) => [sample('', labels, counters.bytesIn)]),
    ),
    ...family(
      `${prefix}_response_bytes_total`,
      'counter',
      `Bytes of response bodies by ${kind}.`,
      samples((labels, counters) => [sample('', labels, counters.bytesOut)]),
    ),
    ...family(
      `${prefix}_request_duration_seconds`,
      'histogram',
      `Time from the request's head to the answer's end by ${kind}.`,
      samples(histogram),
    ),
  ];
}

function tallyFamily(name: TallyName, tallies: TallyReport): string[] {
  const { type, help, label, detail }: TallyFamily = tallyFamilies[name];
  // What is told apart by nothing is there from the start: a rate needs its zero.
  const values = tallies[name] ?? (label ? {} : { '': [0, 0] as const });
  const samples = Object.entries(values).flatMap(([value, [count, sum]]) => {
    const [first, second] = value.split(' ');
    const labels: Labels = {
      ...(label && { [label]: first }),
      ...(detail && { [detail]: second }),
    };
    return type === 'summary'
      ? [sample('_sum', labels, sum), sample('_count', labels, count)]
      : [sample('', labels, sum)];
  });
  return family(`greenroom_gateway_${name}`, type, help, samples);
}

function histogram(labels: Labels, counters: TrafficCounters): Sample[] {
  const samples: Sample[] = [];
  let count = 0;
  counters.latency.forEach((inBucket, i) => {
    count += inBucket;
    if (i >= latencyBucketsMs.length || i % boundsPerDoubling !== 0) return;
    const le = String(latencyBucketsMs[i] / 1000);
    samples.push(sample('_bucket', { ...labels, le }, count));
  });
  samples.push(sample('_bucket', { ...labels, le: '+Inf' }, count));
  samples.push(sample('_sum', labels, counters.latencySumMs / 1000));
  samples.push(sample('_count', labels, count));
  return samples;
}

function family(
  name: string,
  type: string,
  help: string,
  samples: readonly Sample[],
): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(
      ({ suffix, labels, value }) =>
        `${name}${suffix}${labelText(labels)} ${value}`,
    ),
  ];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escapeLabel(value)}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n');
}

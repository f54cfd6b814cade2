import { latencyBucketsMs } from '@greenroom/backstage-plugin-model-serving-common';
import { noTraffic } from '../traffic';
import { prometheusText } from './prometheusText';

describe('prometheusText', () => {
  const latency = [...noTraffic.latency];
  latency[0] = 1;
  latency[9] = 2;
  latency[latencyBucketsMs.length] = 3;
  const text = prometheusText({
    traffic: {
      tokens: {},
      refusals: { 'demo/iris': { NoToken: { client: 37, server: 0 } } },
      routes: {
        'demo/iris': {
          ...noTraffic,
          ok: 4,
          client: 1,
          server: 1,
          bytesIn: 10,
          bytesOut: 20,
          inflight: 2,
          latencySumMs: 1500,
          latency,
        },
      },
      revisions: { 'a"b\\c\nd': noTraffic },
      graphSteps: { 'graph:demo/flow#root/0': { ...noTraffic, ok: 7 } },
      tags: { 'demo/iris#latest': { ...noTraffic, server: 8 } },
    },
    unrouted: new Map([['RouteNotFound', 5]]),
    tallies: {
      batch_size: { 'demo/iris-1': [2, 6] },
      payload_log_dropped_total: { 'demo/iris-1': [3, 3] },
      shadow_copies_total: { 'demo/iris-2 5xx': [2, 2] },
      shadow_dropped_total: { 'demo/iris-2 NoSlot': [4, 4] },
    },
    workers: 2,
    workerRestarts: 1,
    snapshotVersion: 9,
  });

  it.each([
    'greenroom_gateway_route_requests_total{route="demo/iris",code_class="2xx"} 4',
    'greenroom_gateway_graph_step_requests_total{graph_step="graph:demo/flow#root/0",code_class="2xx"} 7',
    'greenroom_gateway_tag_requests_total{route="demo/iris",tag="latest",code_class="5xx"} 8',
    'greenroom_gateway_route_requests_total{route="demo/iris",code_class="4xx"} 1',
    'greenroom_gateway_route_requests_total{route="demo/iris",code_class="5xx"} 1',
    'greenroom_gateway_route_inflight_requests{route="demo/iris"} 2',
    'greenroom_gateway_route_request_bytes_total{route="demo/iris"} 10',
    'greenroom_gateway_route_response_bytes_total{route="demo/iris"} 20',
    'greenroom_gateway_route_request_duration_seconds_bucket{route="demo/iris",le="0.000125"} 1',
    'greenroom_gateway_route_request_duration_seconds_bucket{route="demo/iris",le="0.00025"} 1',
    'greenroom_gateway_route_request_duration_seconds_bucket{route="demo/iris",le="0.0005"} 3',
    'greenroom_gateway_route_request_duration_seconds_bucket{route="demo/iris",le="131.072"} 3',
    'greenroom_gateway_route_request_duration_seconds_bucket{route="demo/iris",le="+Inf"} 6',
    'greenroom_gateway_route_request_duration_seconds_sum{route="demo/iris"} 1.5',
    'greenroom_gateway_route_request_duration_seconds_count{route="demo/iris"} 6',
    'greenroom_gateway_revision_inflight_requests{revision="a\\"b\\\\c\\nd"} 0',
    'greenroom_gateway_route_refusals_total{route="demo/iris",code_class="4xx",reason="NoToken"} 37',
    'greenroom_gateway_unrouted_requests_total{reason="RouteNotFound"} 5',
    'greenroom_gateway_batch_size_sum{revision="demo/iris-1"} 6',
    'greenroom_gateway_batch_size_count{revision="demo/iris-1"} 2',
    'greenroom_gateway_payload_log_dropped_total{revision="demo/iris-1"} 3',
    'greenroom_gateway_shadow_copies_total{revision="demo/iris-2",code_class="5xx"} 2',
    'greenroom_gateway_shadow_dropped_total{revision="demo/iris-2",reason="NoSlot"} 4',
    'greenroom_gateway_spans_dropped_total 0',
    'greenroom_gateway_workers 2',
    'greenroom_gateway_worker_restarts_total 1',
    'greenroom_gateway_snapshot_version 9',
  ])('has the line %s', line => {
    expect(text.split('\n')).toContain(line);
  });

  it('describes every family once and ends with a newline', () => {
    const types = text.match(/^# TYPE \S+/gm)!;
    expect(new Set(types).size).toBe(types.length);
    expect(text.endsWith('\n')).toBe(true);
  });
});

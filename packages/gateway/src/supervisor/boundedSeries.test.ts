import http from 'node:http';
import { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import { lintMetrics, seriesOf } from '../__testUtils__/lintMetrics';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';
import { prometheusText } from './prometheusText';
import { TrafficTotals } from './trafficTotals';

describe('the metrics port', () => {
  let replica: http.Server;
  let local: LocalGateway;
  let totals: TrafficTotals;

  beforeEach(async () => {
    totals = new TrafficTotals();
    replica = http.createServer((request, response) => {
      request.resume();
      request.on('end', () => response.end('predicted'));
    });
    await new Promise<void>(resolve => {
      replica.listen(0, '127.0.0.1', resolve);
    });
    const { port } = replica.address() as AddressInfo;
    local = await startLocalGateway({
      snapshot: snapshotOf(1, { 'iris-1': { ports: [port] } }),
    });
  });

  afterEach(async () => {
    await local.stop();
    replica.closeAllConnections();
    await new Promise(resolve => replica.close(resolve));
  });

  const scrape = () => {
    const report = local.report();
    if (report) totals.add(0, report);
    return prometheusText({
      traffic: totals.all(),
      unrouted: totals.unrouted,
      tallies: totals.tallies,
      workers: 1,
      workerRestarts: 0,
      snapshotVersion: 1,
    });
  };

  it('has no new series whatever clients send', async () => {
    // One of each: a good request, one without a route, one that is not HTTP.
    await send(local.port, { body: 'a' });
    await send(local.port, { path: '/nowhere' });
    const client = RawClient.connect(local.port);
    client.write('nonsense\r\n\r\n');
    await until('the refusal', () => client.isClosed);
    const before = seriesOf(scrape());

    const word = fc.stringMatching(/^[\w.~-]{1,12}$/);
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      path: fc.oneof(
        word.map(name => `/${name}`),
        word.map(name => `${inferPath}/${name}?${name}`),
        word.map(name => `/serving/demo/${name}`),
      ),
      headers: fc
        .dictionary(
          fc.constantFrom(
            'x-request-id',
            'user-agent',
            'traceparent',
            'authorization',
            'x-api-key',
            'ce-id',
            'knative-serving-tag',
          ),
          word,
        )
        .chain(headers => word.map(host => ({ ...headers, host }))),
    });
    const requests = fc.sample(request, { numRuns: 150, seed: 7 });
    for (const options of requests) await send(local.port, options);
    await until(
      'all to be over',
      () => local.gateway.ledger.route('demo/iris').inflight === 0,
    );
    expect(seriesOf(scrape())).toEqual(before);
  });

  it('is what Prometheus wants to read', async () => {
    await send(local.port, { body: 'a' });
    local.gateway.ledger.tallies.add('batch_size', 'demo/iris-1', 3);
    local.gateway.ledger.tallies.add(
      'payload_log_dropped_total',
      'demo/iris-1',
      1,
    );
    expect(lintMetrics(scrape())).toEqual([]);
  });
});

describe('lintMetrics', () => {
  it.each`
    text                                                                             | problem
    ${'a_total 1\n'}                                                                 | ${'a_total: no TYPE before it'}
    ${'# HELP a x\n# TYPE a counter\na 1\n'}                                         | ${'a: a counter must end with _total'}
    ${'# HELP a_ms x\n# TYPE a_ms gauge\na_ms 1\n'}                                  | ${'a_ms: not in base units'}
    ${'# HELP a x\n# TYPE a gauge\na 1\na 2\n'}                                      | ${'a{}: twice'}
    ${'# HELP a x\n# TYPE a gauge\na{b="c} 1\n'}                                     | ${'not a sample: a{b="c} 1'}
    ${'# HELP a x\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n'} | ${'a_count{}: not its +Inf'}
  `('sees $problem', ({ text, problem }) => {
    expect(lintMetrics(text)).toContain(problem);
  });
});

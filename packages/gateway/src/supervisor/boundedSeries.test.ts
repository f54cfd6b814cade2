import http from 'node:http';
import { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import { Http2Client } from '../__testUtils__/http2Client';
import { lintMetrics, seriesOf } from '../__testUtils__/lintMetrics';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { bearer, tokensOf } from '../__testUtils__/tokens';
import { until } from '../__testUtils__/until';
import { prometheusText } from './prometheusText';
import { TrafficTotals } from './trafficTotals';

const TOKEN = 'greenroom_abc';

const METHODS = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'M-SEARCH',
];

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
    const snapshot = snapshotOf(
      1,
      { 'iris-1': { ports: [port] } },
      {
        split: {
          tags: [
            {
              tag: 'latest',
              hosts: ['latest.demo'],
              targets: [{ revision: 'demo/iris-1', weight: 100 }],
            },
          ],
        },
      },
    );
    local = await startLocalGateway({
      snapshot: {
        ...snapshot,
        routes: [
          ...snapshot.routes,
          {
            ...snapshot.routes[0],
            id: 'demo/kept',
            hosts: ['kept.demo'],
            pathPrefix: '/serving/demo/kept',
            split: undefined,
            access: { kind: 'token', keys: [] },
          },
        ],
        tokens: tokensOf({
          [TOKEN]: { id: 'token-1', routes: ['demo/kept'], verbs: ['infer'] },
        }),
      },
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
    // One of each: a good request, by a tag and by none that there is, with a token and with a wrong one, without a route, and no HTTP.
    await send(local.port, { body: 'a' });
    for (const tag of ['latest', 'nobody'])
      await send(local.port, { headers: { 'knative-serving-tag': tag } });
    await send(local.port, {
      path: '/serving/demo/kept/v2/models/m/infer',
      headers: bearer(TOKEN),
      body: 'a',
    });
    await send(local.port, {
      path: '/serving/demo/kept/v2/models/m/infer',
      headers: bearer('wrong'),
      body: 'a',
    });
    await send(local.port, { path: '/nowhere' });
    const client = RawClient.connect(local.port);
    client.write('nonsense\r\n\r\n');
    await until('the refusal', () => client.isClosed);
    const before = seriesOf(scrape());
    expect(before.join()).toContain('tag="latest"');
    expect(before.join()).not.toContain('token-1');

    const word = fc.stringMatching(/^[\w.~-]{1,12}$/);
    const request = fc.record({
      method: fc.constantFrom(...METHODS),
      path: fc.oneof(
        word.map(name => `/${name}`),
        word.map(name => `${inferPath}/${name}?${name}`),
        word.map(name => `/serving/demo/${name}`),
        word.map(name => `/serving/demo/kept/v2/models/${name}/infer`),
        word.map(name => `/serving/demo/iris/openai/v1/${name}`),
      ),
      headers: fc
        .dictionary(
          fc.constantFrom(
            'x-request-id',
            'user-agent',
            'traceparent',
            'x-api-key',
            'ce-id',
            'knative-serving-tag',
            'kserve-isvc-name',
          ),
          word,
        )
        .chain(headers =>
          fc
            .tuple(word, fc.oneof(word, fc.constant(TOKEN)))
            .map(([host, token]) => ({
              ...headers,
              host,
              ...bearer(token),
            })),
        ),
    });
    const requests = fc.sample(request, { numRuns: 200, seed: 7 });
    for (const options of requests) await send(local.port, options);
    const http2 = new Http2Client(local.port);
    for (const { method, path, headers } of requests.slice(0, 50)) {
      const { host, ...others } = headers;
      await http2.request(
        {
          ...others,
          ':method': method,
          ':path': path,
          ':authority': host,
        },
        null,
      ).whenOver;
    }
    http2.close();
    await until('all to be over', () =>
      ['demo/iris', 'demo/kept'].every(
        id => local.gateway.ledger.route(id).inflight === 0,
      ),
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

import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { closedPort } from '../__testUtils__/rawServer';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callersSpan = '00f067aa0ba902b7';

/** A span as a collector gets it. */
interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code: number };
  readonly attributes: readonly {
    readonly key: string;
    readonly value: {
      readonly stringValue?: string;
      readonly intValue?: string;
    };
  }[];
}

async function listen(server: http.Server): Promise<number> {
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function close(server: http.Server): Promise<void> {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
}

describe('a gateway that writes down what it sees', () => {
  let dir: string;
  let replica: http.Server;
  let collector: http.Server;
  let replicaPort: number;
  let local: LocalGateway;
  let logFile: string;
  let heads: http.IncomingHttpHeaders[];
  let exports: {
    readonly headers: http.IncomingHttpHeaders;
    // Tests look into it as they expect it to be
    readonly body: any;
  }[];
  let collectorStatus: number;

  beforeEach(async () => {
    heads = [];
    exports = [];
    collectorStatus = 200;
    dir = await mkdtemp(path.join(os.tmpdir(), 'greenroom-observing-'));
    logFile = path.join(dir, 'access.log');
    replica = http.createServer((request, response) => {
      heads.push(request.headers);
      request.resume();
      request.on('end', () => {
        if (request.url?.includes('hang')) return;
        response.end('predicted');
      });
    });
    replicaPort = await listen(replica);
    collector = http.createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        exports.push({ headers: request.headers, body: JSON.parse(body) });
        response.writeHead(collectorStatus).end('{}');
      });
    });
  });

  afterEach(async () => {
    await local.stop();
    await local.gateway.observers.flush(1_000);
    await close(replica);
    await close(collector);
    await rm(dir, { recursive: true, force: true });
  });

  const start = async (ratio = 1, isTraced = true) => {
    const endpoint = `http://127.0.0.1:${await listen(collector)}`;
    local = await startLocalGateway({
      snapshot: snapshotOf(1, { 'iris-1': { ports: [replicaPort] } }),
      observers: {
        accessLog: logFile,
        ...(isTraced
          ? {
              tracing: {
                endpoint,
                ratio,
                headers: { authorization: 'Bearer collector' },
                resource: { 'service.name': 'greenroom-gateway' },
              },
            }
          : {}),
      },
    });
  };
  const spans = async (): Promise<readonly ExportedSpan[]> => {
    await until(
      'the exchange to be over',
      () => local.gateway.ledger.route('demo/iris').inflight === 0,
    );
    await local.gateway.observers.flush(5_000);
    return exports.flatMap(
      ({ body }) => body.resourceSpans[0].scopeSpans[0].spans,
    );
  };
  const lines = () =>
    until('lines of the log', async () => {
      const text = await readFile(logFile, 'utf8').catch(() => '');
      return text === ''
        ? undefined
        : text
            .trim()
            .split('\n')
            .map(line => JSON.parse(line));
    });
  const valueOf = ({ attributes }: ExportedSpan, name: string) => {
    const value = attributes.find(({ key }) => key === name)?.value;
    return value?.intValue ?? value?.stringValue;
  };

  it("continues its caller's trace, and is the caller of the replica", async () => {
    await start();
    await send(local.port, {
      path: `${inferPath}?token=secret`,
      body: 'a',
      headers: {
        traceparent: `00-${traceId}-${callersSpan}-01`,
        tracestate: 'vendor=1',
        authorization: 'Bearer secret',
      },
    });
    const [call, exchange] = await spans();
    expect(exchange).toMatchObject({
      traceId,
      parentSpanId: callersSpan,
      name: 'POST',
      kind: 2,
    });
    expect(call).toMatchObject({
      traceId,
      parentSpanId: exchange.spanId,
      kind: 3,
    });
    expect(heads[0]).toMatchObject({
      traceparent: `00-${traceId}-${call.spanId}-01`,
      tracestate: 'vendor=1',
    });
    expect(valueOf(exchange, 'http.response.status_code')).toBe('200');
    expect(valueOf(exchange, 'greenroom.route')).toBe('demo/iris');
    expect(valueOf(exchange, 'url.path')).toBe('/v2/models/iris/infer');
    expect(valueOf(call, 'greenroom.replica')).toBe('r0');
    expect(Number(exchange.startTimeUnixNano)).toBeLessThanOrEqual(
      Number(call.startTimeUnixNano),
    );
    expect(Number(call.endTimeUnixNano)).toBeLessThanOrEqual(
      Number(exchange.endTimeUnixNano),
    );
    expect(exports[0].headers.authorization).toBe('Bearer collector');
    expect(exports[0].body.resourceSpans[0].resource.attributes).toEqual([
      { key: 'service.name', value: { stringValue: 'greenroom-gateway' } },
    ]);
    expect(JSON.stringify(exports[0].body)).not.toContain('secret');
    expect(JSON.stringify(await lines())).not.toContain('secret');
  });

  it('begins a trace where there is none, and where there is none that can be continued', async () => {
    await start();
    await send(local.port, { body: 'a' });
    await send(local.port, {
      body: 'a',
      headers: { traceparent: 'broken', tracestate: 'vendor=1' },
    });
    const exchanges = (await spans()).filter(({ kind }) => kind === 2);
    expect(exchanges.map(({ parentSpanId }) => parentSpanId)).toEqual([
      undefined,
      undefined,
    ]);
    expect(new Set(exchanges.map(span => span.traceId)).size).toBe(2);
    expect(heads[1].tracestate).toBeUndefined();
    expect(heads[1].traceparent).toContain(exchanges[1].traceId);
  });

  it('records what its caller records, whatever its own ratio', async () => {
    await start(0);
    const traced = (flags: string) =>
      send(local.port, {
        body: 'a',
        headers: { traceparent: `00-${traceId}-${callersSpan}-${flags}` },
      });
    await traced('01');
    await traced('00');
    await send(local.port, { body: 'a' });
    expect((await spans()).filter(({ kind }) => kind === 2)).toHaveLength(1);
    expect(heads[1].traceparent).toBe(`00-${traceId}-${callersSpan}-00`);
    expect(heads[2].traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('passes traces on and begins them when it records none', async () => {
    await start(1, false);
    const traceparent = `00-${traceId}-${callersSpan}-01`;
    await send(local.port, { body: 'a', headers: { traceparent } });
    await send(local.port, { body: 'a' });
    expect(heads[0].traceparent).toBe(traceparent);
    expect(heads[1].traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(exports).toEqual([]);
  });

  it('has a span for each try, and says which failed', async () => {
    await start();
    const dead = await closedPort();
    local.adopt(snapshotOf(2, { 'iris-1': { ports: [dead] } }));
    await send(local.port, { body: 'a' });
    const all = await spans();
    const calls = all.filter(({ kind }) => kind === 3);
    expect(calls.length).toBeGreaterThanOrEqual(1);
    expect(calls.every(({ status }) => status?.code === 2)).toBe(true);
    const exchange = all.find(({ kind }) => kind === 2)!;
    expect(exchange.status).toEqual({ code: 2 });
    expect(valueOf(exchange, 'error.type')).toBe('UpstreamUnavailable');
  });

  it('has a span for the wait for a replica', async () => {
    await start();
    const held = snapshotOf(2, { 'iris-1': { ports: [] } });
    local.adopt({
      ...held,
      revisions: { 'demo/iris-1': { replicas: [], hold: {} } },
    });
    const answer = send(local.port, { body: 'a' });
    await until('activation', () => local.events.length > 0);
    local.adopt(snapshotOf(3, { 'iris-1': { ports: [replicaPort] } }));
    await answer;
    expect((await spans()).map(({ name }) => name)).toEqual([
      'wait',
      'POST',
      'POST',
    ]);
  });

  it('counts spans that the collector did not take, and serves on', async () => {
    await start();
    collectorStatus = 503;
    await expect(send(local.port, { body: 'a' })).resolves.toMatchObject({
      status: 200,
    });
    await spans();
    expect(local.report()?.tallies.spans_dropped_total).toEqual({ '': [2, 2] });
  });

  it('logs each request once, with why it was refused', async () => {
    await start();
    await send(local.port, { body: 'abc', headers: { 'x-request-id': 'r-1' } });
    await send(local.port, { path: '/nowhere?key=secret' });
    await until('both to be counted', () => local.report());
    await local.gateway.observers.flush(5_000);
    expect(await lines()).toMatchObject([
      {
        method: 'POST',
        path: inferPath,
        route: 'demo/iris',
        revision: 'demo/iris-1',
        status: 200,
        bytesIn: 3,
        bytesOut: 9,
        client: '127.0.0.1',
        requestId: 'r-1',
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
      { path: '/nowhere', status: 404, reason: 'RouteNotFound' },
    ]);
  });

  it('logs a client that left as 499', async () => {
    await start();
    const client = RawClient.connect(local.port);
    client.write(`GET ${inferPath}/hang HTTP/1.1\r\nHost: a\r\n\r\n`);
    await until('the request', () => heads.length > 0);
    client.close();
    expect((await lines())[0]).toMatchObject({
      status: 499,
      route: 'demo/iris',
    });
  });

  it('goes on in a new file when the old one is renamed', async () => {
    await start();
    await send(local.port, { body: 'a' });
    await lines();
    await rename(logFile, `${logFile}.1`);
    await send(local.port, { body: 'b' });
    expect(await lines()).toHaveLength(1);
  });
});

import http, { IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { GatewayPayloadLog } from '@greenroom/backstage-plugin-model-serving-common';
import { inferPath, RawClient, send } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { until } from '../__testUtils__/until';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback whose answers the test decides. */
async function startServer(handle: Handler) {
  const server = http.createServer(handle);
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

type TestServer = Awaited<ReturnType<typeof startServer>>;

describe('a revision whose payloads are logged', () => {
  let replica: TestServer;
  let sink: TestServer;
  let local: LocalGateway;
  let events: {
    readonly headers: http.IncomingHttpHeaders;
    readonly body: string;
  }[];
  let takeEvent: (response: ServerResponse) => void;
  let answer: Handler;

  beforeEach(async () => {
    events = [];
    takeEvent = response => response.writeHead(202).end();
    answer = (request, response) => {
      request.resume();
      request.on('end', () =>
        response.setHeader('content-type', 'text/plain').end('predicted'),
      );
    };
    replica = await startServer((request, response) =>
      answer(request, response),
    );
    sink = await startServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        events.push({ headers: request.headers, body });
        takeEvent(response);
      });
    });
    local = await startLocalGateway();
  });

  afterEach(async () => {
    await local.stop();
    await replica.stop();
    await sink.stop();
  });

  const adopt = (
    change: Partial<GatewayPayloadLog> = {},
    allowHosts = ['127.0.0.1'],
  ) => {
    const snapshot = snapshotOf(1, { 'iris-1': { ports: [replica.port] } });
    const [key] = Object.keys(snapshot.revisions);
    local.adopt({
      ...snapshot,
      addressRules: { allowPrivate: false, allowHosts },
      revisions: {
        [key]: {
          ...snapshot.revisions[key],
          payloadLog: {
            url: `http://127.0.0.1:${sink.port}/events`,
            mode: 'all',
            namespace: 'demo',
            inferenceService: 'iris',
            component: 'predictor',
            endpoint: 'default',
            ...change,
          },
        },
      },
    });
  };
  const logged = (count: number) =>
    until(`${count} events`, () => events.length >= count);
  const dropped = () =>
    until(
      'a dropped record',
      () => local.report()?.tallies.payload_log_dropped_total,
    );

  it('sends request and answer as CloudEvents', async () => {
    adopt({ metadataHeaders: ['X-Tenant', 'authorization'] });
    await send(local.port, {
      body: '{"inputs":[]}',
      headers: {
        'content-type': 'application/json',
        'x-tenant': 'blue',
        authorization: 'Bearer secret',
      },
    });
    await logged(2);
    const byType = new Map(
      events.map(event => [event.headers['ce-type'], event]),
    );
    const request = byType.get('org.kubeflow.serving.inference.request')!;
    const response = byType.get('org.kubeflow.serving.inference.response')!;
    expect(request).toMatchObject({
      body: '{"inputs":[]}',
      headers: {
        'ce-specversion': '1.0',
        'ce-inferenceservicename': 'iris',
        'ce-namespace': 'demo',
        'ce-component': 'predictor',
        'ce-endpoint': 'default',
        'ce-metadata': '{"X-Tenant":["blue"]}',
        'content-type': 'application/json',
      },
    });
    expect(response).toMatchObject({
      body: 'predicted',
      headers: { 'content-type': 'text/plain' },
    });
    expect(response.headers['ce-id']).toBe(request.headers['ce-id']);
    expect(JSON.stringify(events)).not.toContain('secret');
    await until('the counter', () => {
      const counted = local.report()?.tallies.payload_log_delivered_total;
      return counted?.['demo/iris-1'];
    });
  });

  it('logs a streamed body whole, in both directions', async () => {
    adopt();
    answer = (request, response) => request.pipe(response);
    const body = 'x'.repeat(200_000);
    await expect(send(local.port, { body })).resolves.toMatchObject({ body });
    await logged(2);
    expect(events.map(event => event.body.length)).toEqual([200_000, 200_000]);
  });

  it('logs requests that fail, not their answers', async () => {
    adopt();
    answer = (request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(500).end('broken'));
    };
    await send(local.port, { body: 'a' });
    answer = (request, response) => {
      request.resume();
      request.on('end', () => response.end('fine'));
    };
    await send(local.port, { body: 'b' });
    await logged(3);
    expect(events.map(event => event.body).sort()).toEqual(['a', 'b', 'fine']);
  });

  it('logs answers of a batch, each as its caller got it', async () => {
    const snapshot = snapshotOf(1, { 'iris-1': { ports: [replica.port] } });
    adopt({ mode: 'response' });
    local.adopt({
      ...snapshot,
      version: 2,
      addressRules: { allowPrivate: false, allowHosts: ['127.0.0.1'] },
      revisions: {
        'demo/iris-1': {
          ...snapshot.revisions['demo/iris-1'],
          batching: { maxBatchSize: 2, maxLatencyMs: 60_000 },
          payloadLog: {
            url: `http://127.0.0.1:${sink.port}/`,
            mode: 'response',
            namespace: 'demo',
            inferenceService: 'iris',
            component: 'predictor',
            endpoint: 'default',
          },
        },
      },
    });
    answer = (request, response) => {
      request.resume();
      request.on('end', () => response.end('{"predictions":[1,2]}'));
    };
    const path = '/serving/demo/iris/v1/models/iris:predict';
    const answers = await Promise.all(
      ['a', 'b'].map(text =>
        send(local.port, { path, body: `{"instances":["${text}"]}` }),
      ),
    );
    await logged(2);
    expect(events.map(event => event.body).sort()).toEqual(
      answers.map(({ body }) => body).sort(),
    );
  });

  it('answers as fast while the sink hangs, and drops what it cannot hold', async () => {
    adopt();
    takeEvent = () => {};
    for (let i = 0; i < 600; i++)
      await expect(send(local.port, { body: 'a' })).resolves.toMatchObject({
        status: 200,
      });
    expect(await dropped()).toEqual({ 'demo/iris-1': [200, 200] });
  });

  it('sends nothing where the address rules forbid it', async () => {
    adopt({}, []);
    await expect(send(local.port, { body: 'a' })).resolves.toMatchObject({
      status: 200,
    });
    await dropped();
    expect(events).toEqual([]);
  });

  it('logs no answer whose client left', async () => {
    adopt();
    answer = (request, response) => {
      request.resume();
      request.on('end', () => response.write('begin'));
    };
    const client = RawClient.connect(local.port);
    client.write(
      `POST ${inferPath} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na`,
    );
    await until('the answer to begin', () => client.received.includes('begin'));
    client.close();
    await until(
      'it to be over',
      () => local.gateway.ledger.route('demo/iris').inflight === 0,
    );
    await local.gateway.observers.flush(5_000);
    expect(events.map(event => event.body)).toEqual(['a']);
  });
});

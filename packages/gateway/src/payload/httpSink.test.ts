import http from 'node:http';
import { AddressInfo } from 'node:net';
import { PayloadRecord } from './cloudEvent';
import { HttpSink } from './httpSink';
import { SinkRefusal } from './payloadQueue';

describe('HttpSink', () => {
  const received: { headers: http.IncomingHttpHeaders; body: string }[] = [];
  let status = 202;
  let port = 0;
  let server: http.Server;
  let sink: HttpSink;

  beforeAll(async () => {
    server = http.createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });
  beforeEach(() => {
    received.length = 0;
    status = 202;
    sink = new HttpSink(() => 0);
    sink.adopt({ allowPrivate: false, allowHosts: ['localhost'] });
  });
  afterEach(() => sink.close());

  const recordTo = (url: string): PayloadRecord => ({
    revision: 'demo/iris',
    spec: {
      url,
      mode: 'all',
      namespace: 'demo',
      inferenceService: 'iris',
      component: 'predictor',
      endpoint: 'default',
    },
    kind: 'request',
    id: 'e-1',
    time: 0,
    metadata: '{}',
    contentType: 'application/json',
    contentEncoding: undefined,
    data: Buffer.from('{"instances":[1]}'),
    isTruncated: false,
  });

  it('posts an event with its data as it is', async () => {
    await sink.deliver(recordTo(`http://localhost:${port}/events`));
    expect(received).toMatchObject([
      {
        body: '{"instances":[1]}',
        headers: {
          'ce-id': 'e-1',
          'content-type': 'application/json',
          'content-length': '17',
        },
      },
    ]);
  });

  it.each`
    answer | mayRetry
    ${301} | ${false}
    ${400} | ${false}
    ${408} | ${true}
    ${413} | ${false}
    ${429} | ${true}
    ${500} | ${true}
    ${503} | ${true}
  `(
    'takes $answer for a failure, worth another try: $mayRetry',
    async ({ answer, mayRetry }) => {
      status = answer;
      const error = await sink
        .deliver(recordTo(`http://localhost:${port}/`))
        .catch((reason: Error) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(!(error instanceof SinkRefusal)).toBe(mayRetry);
      expect(received).toHaveLength(1);
    },
  );

  it('connects to no address that the rules forbid', async () => {
    sink.adopt();
    await expect(
      sink.deliver(recordTo(`http://127.0.0.1:${port}/`)),
    ).rejects.toThrow(SinkRefusal);
    expect(received).toEqual([]);
  });

  it('uses no connection of rules that were replaced', async () => {
    await sink.deliver(recordTo(`http://localhost:${port}/`));
    sink.adopt({ allowPrivate: true, allowHosts: [] });
    await expect(
      sink.deliver(recordTo(`http://localhost:${port}/`)),
    ).rejects.toThrow(SinkRefusal);
    expect(received).toHaveLength(1);
  });
});

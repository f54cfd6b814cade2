import { inferPath, RawClient } from '../__testUtils__/client';
import {
  framings,
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { RawServer, startRawServer } from '../__testUtils__/rawServer';
import { until } from '../__testUtils__/until';
import { FrontLimits } from '../inbound';

describe.each(framings)(
  'a gateway in front of clients that break the rules (framing: %s)',
  framing => {
    let replica: RawServer;
    let local: LocalGateway;

    const start = (serverLimits?: Partial<FrontLimits>) =>
      startLocalGateway({
        framing,
        snapshot: snapshotOf(1, { 'iris-1': { ports: [replica.port] } }),
        serverLimits,
      });

    beforeEach(async () => {
      replica = await startRawServer(socket => socket.resume());
      local = await start();
    });

    afterEach(async () => {
      await local.stop();
      await replica.close();
    });

    const post = `POST ${inferPath} HTTP/1.1\r\nHost: a\r\n`;

    it.each([
      [
        'a length and chunks',
        `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ],
      [
        'chunks and a length',
        `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`,
      ],
      [
        'two lengths',
        `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`,
      ],
      ['a folded header', `${post}X: a\r\n b\r\n\r\n`],
      ['a space before the colon', `${post}X : a\r\n\r\n`],
      ['a bare LF', `${post}X: a\nY: b\r\n\r\n`],
      ['a length that is no number', `${post}Content-Length: 1x\r\n\r\nx`],
      ['two hosts', `${post}Host: b\r\n\r\n`],
      ['no host', `GET ${inferPath} HTTP/1.1\r\n\r\n`],
      ['no request at all', '\x16\x03\x01\x02\x00\x01\r\n\r\n'],
      [
        'a method that does not exist',
        `BREW ${inferPath} HTTP/1.1\r\nHost: a\r\n\r\n`,
      ],
    ])(
      'answers 400 to %s, closes, and sends nothing on',
      async (_kind, bytes) => {
        const client = RawClient.connect(local.port);
        client.write(bytes);
        await until('the end', () => client.isClosed);
        expect(client.received).toMatch(/^HTTP\/1\.1 400 /);
        expect(client.received.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
        expect(replica.connections).toHaveLength(0);
      },
    );

    it('answers 400 to a broken chunk, and gives the replica up', async () => {
      const client = RawClient.connect(local.port);
      client.write(`${post}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`);
      await until('the replica to be called', () => replica.connections.length);
      client.write('zz\r\n');
      await until('the end', () => client.isClosed);
      expect(client.received).toMatch(/^HTTP\/1\.1 400 /);
      await until(
        'the call to be given up',
        () => replica.connections[0].destroyed,
      );
      expect(local.report()?.routes['demo/iris']).toMatchObject({
        inflight: 0,
      });
    });

    it('answers 431 to headers above 16 KiB', async () => {
      const client = RawClient.connect(local.port);
      client.write(`${post}X: ${'x'.repeat(17_000)}\r\n\r\n`);
      await until('the end', () => client.isClosed);
      expect(client.received).toMatch(/^HTTP\/1\.1 431 [^]*HeadersTooLarge/);
    });

    it('answers 408 to headers that do not end', async () => {
      await local.stop();
      // Node's server has a clock of its own.
      local = await start({ headersTimeoutMs: 50, checkIntervalMs: 10 });
      const client = RawClient.connect(local.port);
      client.write(post);
      await until('the end', () => {
        local.advance(100);
        return client.isClosed;
      });
      expect(client.received).toMatch(/^HTTP\/1\.1 408 [^]*HeaderTimeout/);
      expect(local.report()?.unrouted).toEqual({ HeaderTimeout: 1 });
    });

    it.each([
      [
        'a WebSocket',
        'Connection: Upgrade\r\nUpgrade: websocket\r\n',
        'UpgradeUnsupported',
      ],
      [
        'an unknown coding',
        'Transfer-Encoding: gzip, chunked\r\n',
        'TransferEncodingUnsupported',
      ],
    ])('answers 501 to %s', async (_kind, headers, reason) => {
      const client = RawClient.connect(local.port);
      client.write(`${post}${headers}\r\n0\r\n\r\n`);
      await until('the answer', () => client.received.includes(reason));
      expect(client.received).toMatch(/^HTTP\/1\.1 501 /);
      expect(replica.connections).toHaveLength(0);
      client.close();
    });
  },
);

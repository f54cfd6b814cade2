import { Socket } from 'node:net';
import { RawClient } from '../__testUtils__/client';
import {
  LocalGateway,
  snapshotOf,
  startLocalGateway,
} from '../__testUtils__/localGateway';
import { RawServer, startRawServer } from '../__testUtils__/rawServer';
import { until } from '../__testUtils__/until';

const switching =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';

describe('a WebSocket through a gateway', () => {
  let replica: RawServer;
  let local: LocalGateway;
  /** Heads and later bytes that the replica got, by connection. */
  let received: string[];
  let answer: (socket: Socket, received: string, index: number) => void;

  /** Grants the WebSocket, then sends back each piece in brackets. */
  const echo = (socket: Socket, text: string) => {
    const end = text.indexOf('\r\n\r\n') + 4;
    if (text.startsWith('GET ')) socket.write(switching);
    const rest = text.startsWith('GET ') ? text.slice(end) : text;
    if (rest) socket.write(`<${rest}>`, 'latin1');
  };

  beforeEach(async () => {
    received = [];
    answer = echo;
    replica = await startRawServer((socket, index) => {
      received[index] = '';
      socket.on('data', chunk => {
        const text = chunk.toString('latin1');
        received[index] += text;
        answer(socket, text, index);
      });
    });
    local = await startLocalGateway({
      snapshot: snapshotOf(1, { 'iris-1': { ports: [replica.port] } }),
    });
  });

  afterEach(async () => {
    await local.stop();
    await replica.close();
  });

  const head = (more = '') =>
    `GET /serving/demo/iris/chat?a=b HTTP/1.1\r\nHost: portal\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;

  async function open(first = ''): Promise<RawClient> {
    const client = RawClient.connect(local.port);
    client.write(head() + first);
    await until('the switch', () => client.received.includes('\r\n\r\n'));
    return client;
  }

  const counters = () => local.report()?.routes['demo/iris'];

  it('is granted by the replica, and carries bytes both ways', async () => {
    const client = await open();
    expect(client.received).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(client.received).toMatch(/\r\nconnection: Upgrade\r\n/i);
    expect(client.received).toMatch(/\r\nupgrade: websocket\r\n/i);
    expect(client.received).toMatch(/\r\nSec-WebSocket-Accept: s3pP/);
    expect(client.received).not.toMatch(/transfer-encoding|content-length/i);
    expect(received[0]).toMatch(/^GET \/chat\?a=b HTTP\/1\.1\r\n/);
    expect(received[0]).toMatch(/\r\nconnection: Upgrade\r\n/i);
    expect(received[0]).toMatch(/\r\nupgrade: websocket\r\n/i);
    expect(received[0]).toMatch(/\r\nSec-WebSocket-Key: dGhl/);
    expect(received[0]).toMatch(/\r\nx-forwarded-for: 127\.0\.0\.1\r\n/);
    const bytes = Buffer.from([0x81, 0x05, 0, 255, 13, 10, 13, 10]);
    client.write(bytes);
    const expected = `<${bytes.toString('latin1')}>`;
    await until('the echo', () => client.received.endsWith(expected));
    client.write('again');
    await until('the echo', () => client.received.endsWith('<again>'));
    expect(counters()).toMatchObject({ inflight: 1 });
    client.close();
    await until('the replica to hear', () => replica.connections[0].destroyed);
    await until('the count', () => counters()?.inflight === 0);
  });

  it('loses nothing that the client sent ahead, and sends it only when it was granted', async () => {
    answer = () => {};
    const client = RawClient.connect(local.port);
    client.write(`${head()}early`);
    await until('the request', () => received[0]?.endsWith('\r\n\r\n'));
    answer = echo;
    replica.connections[0].write(`${switching}hello`);
    await until('the echo', () => client.received.endsWith('hello<early>'));
    expect(received[0].endsWith('early')).toBe(true);
    client.close();
  });

  it('ends with the replica, and counts', async () => {
    const client = await open();
    client.write('x');
    await until('the echo', () => client.received.endsWith('<x>'));
    replica.connections[0].end('bye');
    await until('the end', () => client.isClosed);
    expect(client.received.endsWith('bye')).toBe(true);
    expect(client.wasReset).toBe(false);
    expect(counters()).toMatchObject({ ok: 1, inflight: 0, bytesIn: 1 });
  });

  it('lets the replica say goodbye to a client that sends no more', async () => {
    const client = await open();
    const heard = new Promise(resolve => {
      replica.connections[0].on('end', resolve);
    });
    client.socket.end('last');
    await heard;
    expect(received[0].endsWith('last')).toBe(true);
    await until('the end', () => client.isClosed);
    expect(client.received.endsWith('<last>')).toBe(true);
  });

  it('passes a refusal of the replica on, and closes', async () => {
    answer = socket =>
      socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno');
    const client = RawClient.connect(local.port);
    client.write(head());
    await until('the end', () => client.isClosed);
    expect(client.received).toMatch(/^HTTP\/1\.1 403 [^]*\r\n\r\nno$/);
    expect(counters()).toMatchObject({ client: 1 });
  });

  it('is refused where there is no route, in the words of a refusal', async () => {
    const client = RawClient.connect(local.port);
    client.write(head().replace('/serving', '/nowhere'));
    await until('the end', () => client.isClosed);
    expect(client.received).toMatch(/^HTTP\/1\.1 404 [^]*RouteNotFound/);
  });

  it('is no WebSocket if the replica switches to something else', async () => {
    answer = socket => socket.write(switching.replace('websocket', 'h2c'));
    const client = RawClient.connect(local.port);
    client.write(head());
    await until('the end', () => client.isClosed);
    expect(client.received).toMatch(/^HTTP\/1\.1 502 [^]*UpstreamProtocol/);
  });

  it('is cut when it has been silent for five minutes, by either side', async () => {
    const client = await open();
    local.advance(200_000);
    client.write('a');
    await until('the echo', () => client.received.endsWith('<a>'));
    local.advance(200_000);
    replica.connections[0].write('b');
    await until('more', () => client.received.endsWith('b'));
    local.advance(290_000);
    expect(client.isClosed).toBe(false);
    local.advance(11_000);
    await until('the cut', () => client.isClosed);
    await until('the replica to hear', () => replica.connections[0].destroyed);
    expect(counters()).toMatchObject({ server: 1, inflight: 0 });
  });

  it('holds the replica back while the client does not read', async () => {
    const client = await open();
    client.socket.pause();
    const [socket] = replica.connections;
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 64; i++) socket.write(chunk);
    let before = -1;
    await until('it to stand still', async () => {
      const isStill = before === socket.writableLength;
      before = socket.writableLength;
      await new Promise(resolve => setTimeout(resolve, 100));
      return isStill;
    });
    expect(socket.writableLength).toBeGreaterThan(16 * 1024 * 1024);
    client.socket.resume();
    await until('the rest', () => client.received.length > 64 * chunk.length);
    client.close();
  });

  it('carries more than the limit of a body', async () => {
    await local.stop();
    local = await startLocalGateway({
      snapshot: snapshotOf(1, { 'iris-1': { ports: [replica.port] } }),
      limits: { maxBodyBytes: 1_000 },
    });
    const client = await open();
    client.write('x'.repeat(5_000));
    await until(
      'all of it',
      () => (client.received.match(/x/g) ?? []).length >= 5_000,
    );
    expect(client.isClosed).toBe(false);
    client.close();
  });

  it('is finished by a drain within its time, and cut after it', async () => {
    const client = await open();
    local.gateway.startDraining();
    let isDrained = false;
    const drained = local.server.drain(5_000).then(() => {
      isDrained = true;
    });
    client.write('still');
    await until('the echo', () => client.received.endsWith('<still>'));
    expect(isDrained).toBe(false);
    local.advance(6_000);
    await drained;
    await until('the cut', () => client.isClosed);
  });
});

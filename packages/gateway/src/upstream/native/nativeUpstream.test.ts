import { onRequestHead, startRawServer } from '../../__testUtils__/rawServer';
import { until } from '../../__testUtils__/until';
import { Outbox } from '../../framing';
import { TimerWheel } from '../../timing';
import { UpstreamFailure } from '../types';
import { NativeUpstream } from './nativeUpstream';

const environmentOf = (wheel: TimerWheel) => ({
  wheel,
  readBuffer: Buffer.alloc(64 * 1024),
  outbox: new Outbox(),
});

describe('NativeUpstream', () => {
  const request = {
    method: 'GET',
    path: '/',
    headers: [],
    body: undefined,
    needsFreshConnection: false,
  };

  function call(upstream: NativeUpstream, overrides = {}) {
    return new Promise<number | UpstreamFailure>(resolve => {
      let status = 0;
      upstream.dispatch(
        { ...request, ...overrides },
        {
          onReady() {},
          onHead(code) {
            status = code;
          },
          onData() {},
          onFlush() {},
          onDrain() {},
          onEnd: () => resolve(status),
          onFailure: resolve,
        },
      );
    });
  }

  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

  it('marks the end of an idle connection that was used again', async () => {
    const server = await startRawServer(socket => {
      let count = 0;
      onRequestHead(socket, () => {
        if (++count === 1) socket.write(ok);
        else socket.resetAndDestroy();
      });
    });
    const upstream = NativeUpstream.create(
      environmentOf(TimerWheel.create(0)),
      { host: '127.0.0.1', port: server.port },
    );
    expect(await call(upstream)).toBe(200);
    expect(await call(upstream)).toMatchObject({
      kind: 'reset',
      wasStale: true,
    });
    upstream.close();
    await server.close();
  });

  it('opens a new connection for a call that cannot be repeated', async () => {
    const server = await startRawServer(socket =>
      onRequestHead(socket, () => socket.write(ok)),
    );
    const upstream = NativeUpstream.create(
      environmentOf(TimerWheel.create(0)),
      { host: '127.0.0.1', port: server.port },
    );
    await call(upstream);
    await call(upstream, { needsFreshConnection: true });
    expect(server.connections).toHaveLength(2);
    upstream.close();
    await server.close();
  });

  it('never mistakes bytes that nobody asked for for the next answer', async () => {
    const server = await startRawServer(socket =>
      onRequestHead(socket, () => socket.write(ok + ok)),
    );
    const upstream = NativeUpstream.create(
      environmentOf(TimerWheel.create(0)),
      { host: '127.0.0.1', port: server.port },
    );
    expect(await call(upstream)).toBe(200);
    await until(
      'the connection to close',
      () => server.connections[0].destroyed,
    );
    expect(await call(upstream)).toBe(200);
    expect(server.connections).toHaveLength(2);
    upstream.close();
    await server.close();
  });

  it('leaves an idle connection before the server said it closes it', async () => {
    const server = await startRawServer(socket =>
      onRequestHead(socket, () =>
        socket.write(
          'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 0\r\n\r\n',
        ),
      ),
    );
    const wheel = TimerWheel.create(0);
    const upstream = NativeUpstream.create(environmentOf(wheel), {
      host: '127.0.0.1',
      port: server.port,
    });
    await call(upstream);
    wheel.advance(3_900);
    await call(upstream);
    expect(server.connections).toHaveLength(1);
    wheel.advance(8_200);
    await until(
      'the connection to close',
      () => server.connections[0].destroyed,
    );
    upstream.close();
    await server.close();
  });

  it('gives up a connection that does not come about within a second', async () => {
    const wheel = TimerWheel.create(0);
    // A documentation address (RFC 5737): nobody answers there.
    const upstream = NativeUpstream.create(environmentOf(wheel), {
      host: '192.0.2.1',
      port: 9,
    });
    const failed = call(upstream);
    wheel.advance(1_200);
    expect(await failed).toMatchObject({ kind: 'unreachable' });
    upstream.close();
  });
});

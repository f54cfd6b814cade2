import { Socket } from 'node:net';
import { Outbox } from '../framing';
import { TimerWheel } from '../timing';
import {
  onRequestHead,
  RawServer,
  startRawServer,
} from '../__testUtils__/rawServer';
import { until } from '../__testUtils__/until';
import { UpstreamRecorder } from '../__testUtils__/upstreamRecorder';
import {
  Upstream,
  UpstreamCall,
  UpstreamFactory,
  UpstreamRequest,
} from './types';
import { NativeUpstream } from './native';
import { UndiciUpstream } from './undiciUpstream';

const get: UpstreamRequest = {
  method: 'GET',
  path: '/v2?x=1',
  headers: ['host', 'iris.demo', 'X-A', '1', 'x-a', '2'],
  body: undefined,
  needsFreshConnection: false,
};

const post = (body: UpstreamRequest['body']): UpstreamRequest => ({
  ...get,
  method: 'POST',
  body,
});

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** What every {@link Upstream} must do, on real sockets. */
describe.each<[string, UpstreamFactory]>([
  [
    'NativeUpstream',
    address =>
      NativeUpstream.create(
        {
          wheel: TimerWheel.create(0),
          readBuffer: Buffer.alloc(64 * 1024),
          outbox: new Outbox(),
        },
        address,
      ),
  ],
  ['UndiciUpstream', address => UndiciUpstream.create(address)],
])('%s as an upstream', (_, connect) => {
  let server: RawServer | undefined;
  let upstream: Upstream | undefined;

  afterEach(async () => {
    upstream?.close();
    await server?.close();
  });

  async function start(
    onConnection: Parameters<typeof startRawServer>[0],
  ): Promise<void> {
    server = await startRawServer(onConnection);
    upstream = connect({
      host: '127.0.0.1',
      port: server.port,
    });
  }

  function dispatch(
    request: UpstreamRequest,
  ): [UpstreamRecorder, UpstreamCall] {
    const recorder = new UpstreamRecorder();
    return [recorder, upstream!.dispatch(request, recorder)];
  }

  async function finish(request: UpstreamRequest): Promise<UpstreamRecorder> {
    const [recorder] = dispatch(request);
    await until('the end of the call', () => recorder.isOver);
    return recorder;
  }

  it('sends the request as given and hands the answer on', async () => {
    let head = '';
    await start(socket =>
      onRequestHead(socket, text => {
        head = text;
        socket.write(ok);
      }),
    );
    expect(await finish(get)).toMatchObject({
      status: 200,
      headers: ['Content-Length', '2'],
      body: 'ok',
      trailers: [],
    });
    expect(head).toMatch(/^GET \/v2\?x=1 HTTP\/1\.1\r\n/);
    expect(head).toMatch(/host: iris\.demo\r\n/);
    expect(head).toMatch(/X-A: 1\r\nx-a: 2/);
  });

  it('passes on nothing of a head that came in part', async () => {
    let answer: Socket | undefined;
    await start(socket =>
      onRequestHead(socket, () => {
        socket.write(ok.slice(0, 20));
        answer = socket;
      }),
    );
    const [recorder] = dispatch(get);
    let wasEarly = false;
    recorder.onFlush = () => {
      wasEarly ||= recorder.status === 0;
    };
    const socket = await until('the call', () => answer);
    // The rest comes in a read of its own.
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
    socket.write(ok.slice(20));
    await until('the end of the call', () => recorder.isOver);
    expect(wasEarly).toBe(false);
    expect(recorder).toMatchObject({ status: 200, body: 'ok' });
  });

  it('sends a whole body with its length', async () => {
    let received = '';
    await start(socket =>
      socket.on('data', chunk => {
        received += chunk.toString('latin1');
        if (received.endsWith('hello')) socket.write(ok);
      }),
    );
    await finish(post(Buffer.from('hello')));
    expect(received).toMatch(/content-length: 5\r\n[^]*\r\nhello$/i);
  });

  it('uses a connection again', async () => {
    await start(socket => onRequestHead(socket, () => socket.write(ok)));
    await finish(get);
    await finish(get);
    await finish(post(Buffer.from('x')));
    expect(server!.connections).toHaveLength(1);
  });

  it('does not use a connection again that the replica wants closed', async () => {
    await start(socket =>
      onRequestHead(socket, () =>
        socket.write(
          'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
        ),
      ),
    );
    await finish(get);
    expect(await finish(get)).toMatchObject({ status: 200, body: 'ok' });
    expect(server!.connections).toHaveLength(2);
  });

  it('streams a body of known length', async () => {
    let received = '';
    await start(socket =>
      socket.on('data', chunk => {
        received += chunk.toString('latin1');
        if (received.endsWith('world')) socket.write(ok);
      }),
    );
    const [recorder, call] = dispatch(post({ contentLength: 10 }));
    await until('readiness', () => recorder.isReady);
    call.write(Buffer.from('hello'));
    call.write(Buffer.from('world'));
    call.end([]);
    await until('the end', () => recorder.isOver);
    expect(recorder).toMatchObject({ status: 200, failure: undefined });
    expect(received).toMatch(/content-length: 10\r\n[^]*\r\nhelloworld$/);
  });

  it('streams a chunked body', async () => {
    let received = '';
    await start(socket =>
      socket.on('data', chunk => {
        received += chunk.toString('latin1');
        if (received.endsWith('0\r\n\r\n')) socket.write(ok);
      }),
    );
    const [recorder, call] = dispatch(post({ contentLength: undefined }));
    await until('readiness', () => recorder.isReady);
    call.write(Buffer.from('hello'));
    call.end([]);
    await until('the end', () => recorder.isOver);
    expect(recorder.status).toBe(200);
    expect(received).toMatch(/transfer-encoding: chunked\r\n/i);
    expect(received).toMatch(/5\r\nhello\r\n0\r\n\r\n$/);
  });

  it('hands trailers on', async () => {
    await start(socket =>
      onRequestHead(socket, () =>
        socket.write(
          'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n',
        ),
      ),
    );
    expect(await finish(get)).toMatchObject({
      body: 'ok',
      trailers: ['X-Sum', '1'],
    });
  });

  it('hands the head on before there is a body', async () => {
    await start(socket =>
      onRequestHead(socket, () =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'),
      ),
    );
    const [recorder, call] = dispatch(get);
    await until('the head', () => recorder.flushes > 0);
    expect(recorder.status).toBe(200);
    call.abort();
  });

  it('says that nobody listens', async () => {
    await start(() => {});
    await server!.close();
    expect((await finish(get)).failure).toMatchObject({
      kind: 'unreachable',
      wasStale: false,
    });
  });

  it('says that the connection broke', async () => {
    await start(socket => onRequestHead(socket, () => socket.destroy()));
    expect((await finish(get)).failure).toMatchObject({
      kind: 'reset',
      wasStale: false,
    });
  });

  it.each([
    ['a body by length', 'Content-Length: 9\r\n\r\nhalf'],
    ['a chunked body', 'Transfer-Encoding: chunked\r\n\r\n9\r\nhalf'],
  ])('says that %s broke off', async (_kind, rest) => {
    await start(socket =>
      onRequestHead(socket, () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`)),
    );
    expect(await finish(get)).toMatchObject({
      status: 200,
      trailers: undefined,
      failure: { kind: 'reset' },
    });
  });

  it('says that the answer is not HTTP', async () => {
    await start(socket =>
      onRequestHead(socket, () => socket.write('SSH-2.0-hello\r\n\r\n')),
    );
    expect((await finish(get)).failure?.kind).toBe('protocol');
  });

  it('stops reading while paused', async () => {
    // More than the kernel keeps for a connection.
    const total = 48 * 1024 * 1024;
    await start(socket =>
      onRequestHead(socket, () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
        socket.write(Buffer.alloc(total, 'x'));
      }),
    );
    const [recorder, call] = dispatch(get);
    recorder.whenHead = () => call.pause();
    await until(
      'the sender to be held back',
      () => recorder.status > 0 && server!.connections[0].writableLength,
    );
    expect(recorder.body.length).toBeLessThan(1024 * 1024);
    call.resume();
    await until('the end', () => recorder.isOver);
    expect(recorder.body).toHaveLength(total);
  });

  it('closes the connection of a call that is given up', async () => {
    let isClosed = false;
    await start(socket => {
      socket.on('close', () => {
        isClosed = true;
      });
      onRequestHead(socket, () =>
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no'),
      );
    });
    const [recorder, call] = dispatch(get);
    await until('the head', () => recorder.status === 200);
    call.abort();
    await until('the connection to close', () => isClosed);
    expect(recorder.isOver).toBe(false);
  });

  it('lets calls finish and closes idle connections when the replica leaves', async () => {
    await start(socket =>
      onRequestHead(socket, head => {
        if (head.includes('/slow')) return;
        socket.write(ok);
      }),
    );
    await finish(get);
    const [slow] = dispatch({ ...get, path: '/slow' });
    const [other] = dispatch(get);
    await until('the second call', () => other.isOver);
    upstream!.close();
    await until(
      'idle connections to close',
      () =>
        server!.connections.filter(socket => !socket.destroyed).length === 1,
    );
    const last = server!.connections.find(socket => !socket.destroyed)!;
    last.write(ok);
    await until('the slow call', () => slow.isOver);
    expect(slow).toMatchObject({ status: 200, body: 'ok' });
    await until('the last to close', () => last.destroyed);
  });
});

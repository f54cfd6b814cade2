import http2, {
  Http2Server,
  ServerHttp2Session,
  ServerHttp2Stream,
} from 'node:http2';
import { AddressInfo } from 'node:net';
import {
  closedPort,
  RawServer,
  startRawServer,
} from '../../__testUtils__/rawServer';
import { until } from '../../__testUtils__/until';
import { UpstreamRecorder } from '../../__testUtils__/upstreamRecorder';
import { TimerWheel } from '../../timing';
import { UpstreamCall, UpstreamRequest } from '../types';
import { Http2Upstream } from './http2Upstream';

const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = http2.constants;

const post: UpstreamRequest = {
  method: 'POST',
  path: '/inference.GRPCInferenceService/ModelInfer',
  headers: ['Host', 'iris.demo', 'te', 'trailers', 'X-A', '1', 'x-a', '2'],
  body: Buffer.from('message'),
  needsFreshConnection: false,
};

describe('HTTP/2 to a replica', () => {
  let server: Http2Server;
  let raw: RawServer | undefined;
  let wheel: TimerWheel;
  let upstream: Http2Upstream;
  const sessions: ServerHttp2Session[] = [];
  const streams: ServerHttp2Stream[] = [];
  let answer: (stream: ServerHttp2Stream) => void;

  async function start(settings: http2.Settings = {}): Promise<void> {
    server = http2.createServer({ settings });
    server
      .on('session', session => sessions.push(session))
      .on('stream', stream => {
        stream.on('error', () => {});
        streams.push(stream);
        answer(stream);
      });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    connect((server.address() as AddressInfo).port);
  }

  function connect(port: number): void {
    wheel = TimerWheel.create(0);
    upstream = Http2Upstream.create(wheel, { host: '127.0.0.1', port });
  }

  function dispatch(
    request: UpstreamRequest = post,
  ): [UpstreamRecorder, UpstreamCall] {
    const recorder = new UpstreamRecorder();
    return [recorder, upstream.dispatch(request, recorder)];
  }

  async function finish(request?: UpstreamRequest): Promise<UpstreamRecorder> {
    const [recorder] = dispatch(request);
    await until('the end', () => recorder.isOver);
    return recorder;
  }

  beforeEach(() => {
    answer = stream => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': '0' }),
      );
      stream.end('answer');
    };
  });

  afterEach(async () => {
    upstream.close();
    for (const session of sessions.splice(0)) session.destroy();
    streams.length = 0;
    if (server?.listening)
      await new Promise(resolve => {
        server.close(resolve);
      });
    await raw?.close();
    raw = undefined;
  });

  it('sends a whole request and reads the answer with its trailers', async () => {
    await start();
    let seen: http2.IncomingHttpHeaders = {};
    let body = '';
    const reply = answer;
    answer = stream => {
      stream.on('data', chunk => {
        body += chunk;
      });
      stream.on('end', () => reply(stream));
    };
    server.on('stream', (_stream, headers) => {
      seen = headers;
    });
    const recorder = await finish();
    expect(seen).toMatchObject({
      ':method': 'POST',
      ':path': post.path,
      ':authority': 'iris.demo',
      te: 'trailers',
      'x-a': '1, 2',
    });
    expect(seen.host).toBeUndefined();
    expect(body).toBe('message');
    expect(recorder).toMatchObject({
      status: 200,
      body: 'answer',
      trailers: ['grpc-status', '0'],
    });
    expect(recorder.headers).not.toContain(':status');
  });

  it('streams both ways, each piece as it comes', async () => {
    await start();
    answer = stream => {
      stream.respond({ ':status': 200 });
      stream.on('data', chunk => stream.write(`<${chunk}>`));
      stream.on('end', () => stream.end());
    };
    const [recorder, call] = dispatch({
      ...post,
      body: { contentLength: undefined },
    });
    await until('it to be ready', () => recorder.isReady);
    call.write(Buffer.from('a'));
    await until('the first echo', () => recorder.body === '<a>');
    call.write(Buffer.from('b'));
    await until('the second echo', () => recorder.body === '<a><b>');
    call.end([]);
    await until('the end', () => recorder.isOver);
    expect(recorder.failure).toBeUndefined();
  });

  it('reads an answer that is only a head', async () => {
    await start();
    answer = stream =>
      stream.respond(
        { ':status': 200, 'grpc-status': '5' },
        { endStream: true },
      );
    const recorder = await finish();
    expect(recorder.headers.join()).toContain('grpc-status,5');
    expect(recorder.trailers).toEqual([]);
    expect(recorder.flushes).toBe(0);
  });

  it('shares one connection, and opens another at the limit of streams', async () => {
    await start({ maxConcurrentStreams: 2 });
    answer = () => {};
    dispatch();
    await until('the first', () => streams.length === 1);
    dispatch();
    dispatch();
    await until('all', () => streams.length === 3);
    expect(sessions).toHaveLength(2);
  });

  it('reads answers while the replica leaves many bodies unread', async () => {
    await start();
    const body = Buffer.alloc(64 * 1024);
    answer = () => {};
    for (let i = 0; i < 200; i++) dispatch({ ...post, body });
    await until('them', () => streams.length === 200);
    answer = stream => {
      stream.respond({ ':status': 200 });
      stream.end('answer');
    };
    const [recorder] = dispatch({ ...post, body: undefined });
    await until('the end', () => recorder.isOver);
    expect(recorder.failure).toBeUndefined();
    expect(recorder).toMatchObject({ status: 200, body: 'answer' });
  });

  it('opens another connection when one carries many calls', async () => {
    await start();
    answer = () => {};
    for (let i = 0; i < 256; i++) dispatch({ ...post, body: undefined });
    await until('them', () => streams.length === 256);
    expect(sessions).toHaveLength(1);
    dispatch({ ...post, body: undefined });
    await until('one more', () => streams.length === 257);
    expect(sessions).toHaveLength(2);
  });

  it('holds the replica back while the client does not read', async () => {
    await start();
    let written = 0;
    answer = stream => {
      stream.respond({ ':status': 200 });
      const more = () => {
        while (written < 20_000_000) {
          written += 64 * 1024;
          if (!stream.write(Buffer.alloc(64 * 1024))) break;
        }
      };
      stream.on('drain', more);
      more();
    };
    const [recorder, call] = dispatch();
    recorder.whenHead = () => call.pause();
    let before = -1;
    await until('it to stand still', async () => {
      const isStill = written === before && written > 0;
      before = written;
      await new Promise(resolve => setTimeout(resolve, 50));
      return isStill;
    });
    expect(written).toBeLessThan(2_000_000);
    call.resume();
    await until('the rest', () => recorder.body.length >= 20_000_000);
    call.abort();
  });

  it('resets the stream when the call is given up, and keeps the connection', async () => {
    await start();
    const reply = answer;
    answer = () => {};
    const [recorder, call] = dispatch();
    await until('the call', () => streams.length === 1);
    call.abort();
    await until('the reset', () => streams[0].closed);
    expect(streams[0].rstCode).toBe(NGHTTP2_CANCEL);
    answer = reply;
    await finish();
    expect(sessions).toHaveLength(1);
    expect(recorder.isOver).toBe(false);
  });

  it('goes on elsewhere after the replica said goodbye', async () => {
    await start();
    await finish();
    sessions[0].goaway();
    await until('another connection', async () => {
      const { status, failure } = await finish();
      // One that crossed the goodbye was not begun with.
      expect(status === 200 || failure?.wasStale).toBe(true);
      return sessions.length === 2;
    });
  });

  it.each([
    ['refuses the stream', NGHTTP2_REFUSED_STREAM, true],
    ['cancels the stream', NGHTTP2_CANCEL, false],
    ['resets the stream', http2.constants.NGHTTP2_INTERNAL_ERROR, false],
  ])('tells when the replica %s', async (_what, code, wasStale) => {
    await start();
    answer = stream => stream.close(code);
    const { failure } = await finish();
    expect(failure).toMatchObject({ kind: 'reset', wasStale });
  });

  it('tells a reset in the middle of an answer from its end', async () => {
    await start();
    answer = stream => {
      stream.respond({ ':status': 200 });
      stream.write('half');
    };
    const [recorder] = dispatch();
    await until('the half', () => recorder.body === 'half');
    sessions[0].destroy();
    await until('the failure', () => recorder.isOver);
    expect(recorder.failure).toMatchObject({ kind: 'reset', wasStale: false });
  });

  it('tells when nobody listens', async () => {
    connect(await closedPort());
    expect((await finish()).failure).toMatchObject({ kind: 'unreachable' });
  });

  it('tells when a connection does not come about in time', async () => {
    // A port that accepts says hello; before that the connection does not stand.
    connect(await closedPort());
    const [recorder] = dispatch();
    wheel.advance(2_000);
    await until('the failure', () => recorder.isOver);
    expect(recorder.failure).toMatchObject({
      kind: 'unreachable',
      message: 'no connection within 1000 ms',
    });
  });

  it('tells when the replica does not speak HTTP/2', async () => {
    raw = await startRawServer(socket =>
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    connect(raw.port);
    expect((await finish()).failure).toMatchObject({ kind: 'protocol' });
  });

  it('closes an idle connection after half a minute', async () => {
    await start();
    await finish();
    wheel.advance(31_000);
    await until('the end', () => sessions[0].destroyed);
    expect(sessions).toHaveLength(1);
  });
});

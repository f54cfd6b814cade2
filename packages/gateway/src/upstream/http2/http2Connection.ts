import { ClientHttp2Session, connect, constants } from 'node:http2';
import net from 'node:net';
import { TimerEntry, TimerWheel } from '../../timing';
import {
  UpstreamAddress,
  UpstreamCall,
  UpstreamFailure,
  UpstreamHandler,
  UpstreamRequest,
} from '../types';
import { fieldsOf } from './fields';
import { Http2Call, StreamError } from './http2Call';

/** How long a connection may take to come about, in ms. */
const connectTimeoutMs = 1_000;

/** Idle connections close after this, in ms. */
const idleTimeoutMs = 30_000;

/** How much of one answer may be under way to us: what a slow client costs at most. */
const streamWindowBytes = 256 * 1024;

/** How much of all answers of a connection. */
const connectionWindowBytes = 4 * 1024 * 1024;

/** Calls at a time on one connection, whatever the replica allows; more of them open another. */
const maxCalls = 256;

/**
 * Memory of one connection in MB, as Node counts: bodies that the replica does not read yet are part of it, and above it
 * Node resets the answers of all calls. Room for {@link maxCalls} bodies that are sent whole.
 */
const maxSessionMemory = 64;

/** One HTTP/2 connection to a replica, without TLS; carries many calls at a time. */
export class Http2Connection extends TimerEntry {
  readonly #wheel: TimerWheel;
  readonly #session: ClientHttp2Session;
  readonly #onClosed: (connection: Http2Connection) => void;
  #isConnected = false;
  #isLeaving = false;
  #calls = 0;
  #error: StreamError | undefined;

  private constructor(
    wheel: TimerWheel,
    { host, port }: UpstreamAddress,
    onClosed: (connection: Http2Connection) => void,
  ) {
    super();
    this.#wheel = wheel;
    this.#onClosed = onClosed;
    const literal = host.includes(':') ? `[${host}]` : host;
    this.#session = connect(`http://${literal}:${port}`, {
      createConnection: () => net.connect({ host, port, noDelay: true }),
      maxSessionMemory,
      settings: { enablePush: false, initialWindowSize: streamWindowBytes },
    });
    this.#session
      .on('connect', () => {
        this.#isConnected = true;
        this.#wheel.cancel(this);
        this.#session.setLocalWindowSize(connectionWindowBytes);
      })
      .on('error', (error: StreamError) => {
        this.#error = error;
      })
      .on('close', () => {
        this.#wheel.cancel(this);
        this.#onClosed(this);
      });
    wheel.schedule(this, connectTimeoutMs);
  }

  /** Starts to connect. */
  static open(
    wheel: TimerWheel,
    address: UpstreamAddress,
    onClosed: (connection: Http2Connection) => void,
  ): Http2Connection {
    return new Http2Connection(wheel, address, onClosed);
  }

  /** Whether one more call can start here. A server that says goodbye takes none. */
  get hasRoom(): boolean {
    const { closed, destroyed } = this.#session;
    if (this.#isLeaving || closed || destroyed) return false;
    const most = this.#isConnected
      ? this.#session.remoteSettings.maxConcurrentStreams
      : undefined;
    return this.#calls < Math.min(maxCalls, most ?? maxCalls);
  }

  /** Starts a call; the connection must have room. */
  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const { body } = request;
    const isStreamed = body !== undefined && !Buffer.isBuffer(body);
    const fields = fieldsOf(request.headers);
    const { host, ...rest } = fields;
    if (isStreamed && body.contentLength !== undefined)
      rest['content-length'] = body.contentLength;
    const stream = this.#session.request(
      {
        ':method': request.method,
        ':path': request.path,
        ...(host === undefined ? {} : { ':authority': host }),
        ...rest,
      },
      { endStream: body === undefined },
    );
    if (this.#isConnected) this.#wheel.cancel(this);
    this.#calls++;
    stream.on('close', () => this.#callEnded());
    const call = Http2Call.follow(stream, handler, isStreamed, error =>
      this.#failureOf(error),
    );
    if (Buffer.isBuffer(body)) stream.end(body);
    return call;
  }

  /** Takes no more calls, and closes after those under way. */
  leave(): void {
    this.#isLeaving = true;
    this.#session.close();
  }

  /** Too slow to connect, or idle for too long. */
  override expire(): void {
    if (!this.#isConnected)
      this.#error = { message: `no connection within ${connectTimeoutMs} ms` };
    this.#session.destroy();
  }

  #callEnded(): void {
    this.#calls--;
    if (this.#calls === 0 && this.#isConnected && !this.#session.destroyed)
      this.#wheel.schedule(this, idleTimeoutMs);
  }

  #failureOf(error: StreamError): UpstreamFailure {
    const { code, message = '' } = this.#error ?? error;
    if (!this.#isConnected)
      return { kind: 'unreachable', wasStale: false, message };
    return {
      kind: code === 'ERR_HTTP2_ERROR' ? 'protocol' : 'reset',
      // By RFC 9113 §8.7 the server has not begun with a stream that it refuses.
      wasStale: error.rstCode === constants.NGHTTP2_REFUSED_STREAM,
      message,
    };
  }
}

import net from 'node:net';
import {
  Outbox,
  ProtocolError,
  serializeChunkEnd,
  writeChunk,
} from '../../framing';
import { TimerEntry, TimerWheel } from '../../timing';
import {
  UpstreamAddress,
  UpstreamBody,
  UpstreamCall,
  UpstreamFailure,
  UpstreamHandler,
  UpstreamRequest,
} from '../types';
import { serializeHead } from './requestHead';
import { ResponseHead } from './responseHead';
import { ResponseParser, ResponseSink } from './responseParser';

/** How long a connection may take to come about, in ms. */
const connectTimeoutMs = 1_000;

/** Idle connections close after this, in ms, if the server promises no shorter time. */
const idleTimeoutMs = 30_000;

/** A server that promises n seconds closes in about that time; we stop a second before. */
const keepAliveMarginMs = 1_000;

/** What a connection shares with the others of its worker. */
export interface ConnectionEnvironment {
  readonly wheel: TimerWheel;
  /** One for all sockets: libuv fills it and hands it over within one turn. */
  readonly readBuffer: Buffer;
  readonly outbox: Outbox;
}

/** Where a connection goes when its call is over. */
export interface ConnectionOwner {
  /** May carry another call. */
  onIdle(connection: NativeConnection): void;
  /** Gone; may have been idle. */
  onClosed(connection: NativeConnection): void;
}

/** One socket to a replica; carries one call at a time. */
export class NativeConnection
  extends TimerEntry
  implements UpstreamCall, ResponseSink
{
  readonly #environment: ConnectionEnvironment;
  readonly #owner: ConnectionOwner;
  readonly #socket: net.Socket;
  readonly #parser: ResponseParser;
  #handler: UpstreamHandler | undefined;
  #isConnected = false;
  /** Calls before this one. */
  #served = -1;
  #hasAnswerBytes = false;
  #hasHead = false;
  #isRequestSent = false;
  #isChunkedRequest = false;
  #isPersistent = false;
  /** Carries bytes both ways, after a 101. */
  #isTunnel = false;
  #idleMs = idleTimeoutMs;
  #error = '';

  private constructor(
    environment: ConnectionEnvironment,
    owner: ConnectionOwner,
    address: UpstreamAddress,
  ) {
    super();
    this.#environment = environment;
    this.#owner = owner;
    this.#parser = ResponseParser.create(this);
    this.#socket = net.connect({
      host: address.host,
      port: address.port,
      noDelay: true,
      onread: {
        buffer: () => environment.readBuffer,
        callback: length => this.#onRead(length),
      },
    });
    this.#socket
      .on('connect', () => this.#onConnect())
      .on('drain', () => this.#handler?.onDrain())
      .on('error', error => {
        this.#error = error.message;
      })
      .on('end', () => this.#onEnd())
      .on('close', () => this.#onClose());
    environment.wheel.schedule(this, connectTimeoutMs);
  }

  /** Starts to connect. */
  static open(
    environment: ConnectionEnvironment,
    owner: ConnectionOwner,
    address: UpstreamAddress,
  ): NativeConnection {
    return new NativeConnection(environment, owner, address);
  }

  /** Usable for another call: nothing says yet that the server closed it. */
  get isUsable(): boolean {
    return (
      this.#handler === undefined &&
      !this.#socket.destroyed &&
      this.#socket.readable &&
      this.#socket.writable
    );
  }

  /** Starts a call; the connection must be fresh or idle. */
  send(request: UpstreamRequest, handler: UpstreamHandler): void {
    if (this.#isConnected) this.#environment.wheel.cancel(this);
    this.#served++;
    this.#handler = handler;
    this.#hasAnswerBytes = false;
    this.#hasHead = false;
    this.#isPersistent = false;
    this.#parser.start(request.method === 'HEAD', request.isUpgrade);
    this.#sendHead(request, request.body);
  }

  #sendHead(request: UpstreamRequest, body: UpstreamBody): void {
    const head = serializeHead(request);
    if (body === undefined) {
      this.#isRequestSent = true;
      this.#isChunkedRequest = false;
      this.#socket.write(head, 'latin1');
    } else if (Buffer.isBuffer(body)) {
      this.#isRequestSent = true;
      this.#environment.outbox.write(this.#socket, head, body);
    } else {
      this.#isRequestSent = false;
      this.#isChunkedRequest = body.contentLength === undefined;
      this.#socket.write(head, 'latin1');
      // A new connection announces itself when it stands: until then the body can still go elsewhere.
      if (this.#isConnected) process.nextTick(readyIfStill, this);
    }
  }

  /** Tells the handler that the body may come, unless the call ended meanwhile. */
  announceReady(): void {
    if (!this.#isRequestSent) this.#handler?.onReady();
  }

  write(chunk: Buffer): boolean {
    return this.#isChunkedRequest
      ? writeChunk(this.#environment.outbox, this.#socket, chunk)
      : this.#socket.write(chunk);
  }

  end(trailers: readonly string[]): void {
    this.#isRequestSent = true;
    if (this.#isChunkedRequest)
      this.#socket.write(serializeChunkEnd(trailers), 'latin1');
    if (this.#isTunnel) this.#socket.end();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  abort(): void {
    this.#handler = undefined;
    this.destroy();
  }

  /** Closes the connection. A call under way fails. */
  destroy(): void {
    this.#environment.wheel.cancel(this);
    this.#socket.destroy();
  }

  /** Too slow to connect, or idle for too long. */
  override expire(): void {
    if (!this.#isConnected)
      this.#error = `no connection within ${connectTimeoutMs} ms`;
    this.destroy();
  }

  onHead(head: ResponseHead): void {
    this.#hasHead = true;
    this.#isTunnel = head.status === 101;
    this.#isPersistent = head.isPersistent && !this.#isTunnel;
    if (head.keepAliveMs !== undefined)
      this.#idleMs = Math.min(
        idleTimeoutMs,
        Math.max(0, head.keepAliveMs - keepAliveMarginMs),
      );
    this.#handler?.onHead(head.status, head.headers, head.notes);
  }

  onBody(chunk: Buffer): void {
    this.#handler?.onData(chunk);
  }

  onComplete(trailers: readonly string[]): void {
    const handler = this.#handler;
    this.#handler = undefined;
    // An answer that came before the request was read whole leaves the connection in the middle of a message.
    if (this.#isPersistent && this.#isRequestSent && this.#idleMs > 0) {
      this.#environment.wheel.schedule(this, this.#idleMs);
      this.#socket.resume();
      this.#owner.onIdle(this);
    } else {
      this.destroy();
    }
    handler?.onEnd(trailers);
  }

  #onConnect(): void {
    this.#isConnected = true;
    this.#environment.wheel.cancel(this);
    this.announceReady();
  }

  #onRead(length: number): boolean {
    if (this.#socket.destroyed) return true;
    if (this.#handler === undefined) {
      // Nobody asked: whatever this is, the next answer must not be mistaken for it.
      this.destroy();
      return true;
    }
    const handler = this.#handler;
    const bytes = this.#environment.readBuffer.subarray(0, length);
    this.#hasAnswerBytes = true;
    try {
      // Bytes after the end of the answer: nothing may follow on this connection.
      if (this.#parser.execute(bytes) < length) this.destroy();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#fail('protocol', error.message);
      return true;
    }
    // Of a head that came in part there is nothing to pass on yet.
    if (this.#handler === handler && this.#hasHead) handler.onFlush();
    return true;
  }

  #onEnd(): void {
    if (this.#handler && !this.#parser.finish())
      this.#error ||= 'the replica closed the connection';
  }

  #onClose(): void {
    this.#environment.wheel.cancel(this);
    this.#owner.onClosed(this);
    this.#fail(
      this.#isConnected ? 'reset' : 'unreachable',
      this.#error || 'the connection was closed',
    );
  }

  #fail(kind: UpstreamFailure['kind'], message: string): void {
    const handler = this.#handler;
    this.#handler = undefined;
    this.destroy();
    handler?.onFailure({
      kind,
      message,
      wasStale: kind === 'reset' && this.#served > 0 && !this.#hasAnswerBytes,
    });
  }
}

function readyIfStill(connection: NativeConnection): void {
  connection.announceReady();
}

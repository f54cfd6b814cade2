import {
  performServerHandshake,
  ServerHttp2Session,
  ServerHttp2Stream,
} from 'node:http2';
import { Socket } from 'node:net';
import { Exchange, ExchangeContext, refusals, writeRefusal } from '../exchange';
import {
  GrpcAnswer,
  Http2Answer,
  Http2Request,
  Http2RequestHead,
  readHead,
} from '../inbound';

/** Requests at a time on one connection; a client with more of them waits, or opens another. */
const maxStreams = 256;

/** How much of one request is read while it waits: what HTTP/2 begins with. */
const streamWindowBytes = 65_535;

/** Fields of one head: the size of the block is what bounds them. */
const maxHeaderFields = 1_024;

/** Larger blocks end the stream without an answer: they could not even be read to be refused. */
const maxHeaderBlocks = 4;

/** Memory of one connection in MB, as Node counts: above that new streams are refused. */
const maxSessionMemory = 64;

/** Bounds of HTTP/2 connections. */
export interface Http2Limits {
  /** Header block in bytes, counted as HTTP/1.1 would write it. */
  readonly maxHeaderBytes: number;
  /** Idle time of a connection, in ms. */
  readonly keepAliveTimeoutMs: number;
}

/** HTTP/2 without TLS: connections on which a client began with its preface. Each stream is an exchange. */
export class Http2Listener {
  readonly #context: ExchangeContext;
  readonly #limits: Http2Limits;
  /** Open connections and the exchanges on them. */
  readonly #sessions = new Map<ServerHttp2Session, Set<Exchange>>();

  private constructor(context: ExchangeContext, limits: Http2Limits) {
    this.#context = context;
    this.#limits = limits;
  }

  static create(context: ExchangeContext, limits: Http2Limits): Http2Listener {
    return new Http2Listener(context, limits);
  }

  /** Connections that are open. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Takes over a connection from its preface on; what was read of it already is back in the socket (`unshift`). */
  accept(socket: Socket): void {
    const exchanges = new Set<Exchange>();
    // Who sends no more does not read any more either.
    socket.allowHalfOpen = false;
    const session = performServerHandshake(socket, {
      maxHeaderListPairs: maxHeaderFields,
      maxSessionMemory,
      settings: {
        enablePush: false,
        initialWindowSize: streamWindowBytes,
        maxConcurrentStreams: maxStreams,
        maxHeaderListSize: maxHeaderBlocks * this.#limits.maxHeaderBytes,
      },
    });
    this.#sessions.set(session, exchanges);
    // One request that waits with its body unread must not hold back all others of its connection.
    session.setLocalWindowSize(maxStreams * streamWindowBytes);
    session
      .on('stream', (stream, _headers, _flags, raw) =>
        this.#begin(stream, raw, exchanges),
      )
      .on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_HTTP2_ERROR')
          this.#context.ledger.countUnrouted(refusals.badRequest.reason);
      })
      .on('close', () => this.#sessions.delete(session))
      .setTimeout(this.#limits.keepAliveTimeoutMs, () => {
        if (exchanges.size === 0) session.close();
      });
    if (this.#context.isDraining) session.close();
  }

  /** Tells all clients to go elsewhere; what is under way goes on. */
  leave(): void {
    for (const session of this.#sessions.keys()) session.close();
  }

  /** Cuts what is still under way. */
  abort(): void {
    for (const [session, exchanges] of this.#sessions) {
      for (const exchange of exchanges) if (!exchange.isOver) exchange.abort();
      session.destroy();
    }
  }

  #begin(
    stream: ServerHttp2Stream,
    raw: readonly string[],
    exchanges: Set<Exchange>,
  ): void {
    // The close that follows says it all.
    stream.on('error', () => {});
    const head = readHead(raw, !stream.endAfterHeaders);
    const answer = head.isGrpc
      ? new GrpcAnswer(stream)
      : new Http2Answer(stream);
    if (sizeOf(head) > this.#limits.maxHeaderBytes) {
      const { headersTooLarge } = refusals;
      this.#context.ledger.countUnrouted(headersTooLarge.reason);
      const id = this.#context.newRequestId();
      writeRefusal(answer, headersTooLarge, head.target, id, head.isGrpc);
      stream.resume();
      return;
    }
    const exchange = Exchange.begin(
      this.#context,
      new Http2Request(stream, head),
      answer,
    );
    if (exchange.isOver) return;
    exchanges.add(exchange);
    stream.on('close', () => exchanges.delete(exchange));
  }
}

/** Bytes of the head as HTTP/1.1 would write it. */
function sizeOf({ method, target, headers }: Http2RequestHead): number {
  let bytes = method.length + target.length + ' HTTP/1.1\r\n'.length;
  for (let i = 0; i < headers.length; i += 2)
    bytes += headers[i].length + headers[i + 1].length + ': \r\n'.length;
  return bytes;
}

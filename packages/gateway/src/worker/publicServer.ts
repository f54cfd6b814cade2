import http, { IncomingMessage, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import net, { AddressInfo, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  Exchange,
  ExchangeContext,
  rawRefusal,
  Refusal,
  refusals,
} from '../exchange';
import { NodeAnswer, NodeRequest } from '../inbound';
import { Http2Listener } from './http2Listener';
import { PrefaceSniffer } from './prefaceSniffer';

/** How often a draining server looks for connections that have become idle, in ms. */
const drainCheckMs = 25;

/**
 * How long a draining server leaves idle connections open, in ms. A client in the middle of its work sends its next
 * request within that, and learns from the answer that the connection closes: to be closed on while it sends would cost
 * it a request.
 */
const drainQuietMs = 1_000;

/** Bounds of the public listener. */
export interface PublicServerLimits {
  /** Header block in bytes. */
  readonly maxHeaderBytes: number;
  /** Time for a whole header block, in ms. */
  readonly headersTimeoutMs: number;
  /** How often that is checked, in ms. */
  readonly checkIntervalMs: number;
  /** Idle time of a connection: above that of common clients and load balancers. */
  readonly keepAliveTimeoutMs: number;
}

/** Limits in production. */
export const defaultServerLimits: PublicServerLimits = {
  maxHeaderBytes: 16 * 1024,
  headersTimeoutMs: 15_000,
  checkIntervalMs: 2_000,
  keepAliveTimeoutMs: 75_000,
};

/**
 * The public listener of a worker: Node's strict HTTP/1.1 parser in front of exchanges, and HTTP/2 for clients that begin
 * with its preface.
 */
export class PublicServer {
  /** Not listening yet; the worker decides how it gets connections. */
  readonly server: http.Server;
  readonly #context: ExchangeContext;
  /** Open connections and the exchanges on them (several if a client pipelines). */
  readonly #connections = new Map<Duplex, Set<Exchange>>();
  readonly #http2: Http2Listener;
  readonly #sniffer: PrefaceSniffer;

  private constructor(context: ExchangeContext, limits: PublicServerLimits) {
    this.#context = context;
    this.server = http.createServer({
      insecureHTTPParser: false,
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      // Exchanges have their own timers: a long stream is not a slow request.
      requestTimeout: 0,
      noDelay: true,
    });
    // The block's size bounds their number; more than a limit would be dropped silently.
    this.server.maxHeadersCount = 0;
    this.#http2 = Http2Listener.create(context, limits);
    const serveHttp1 = this.server.listeners('connection')[0];
    this.#sniffer = PrefaceSniffer.create({
      timeoutMs: limits.headersTimeoutMs,
      onHttp1: socket => {
        serveHttp1.call(this.server, socket);
        this.#onConnection(socket);
      },
      onHttp2: socket => this.#http2.accept(socket),
      onSilent: socket => this.#refuse(socket, refusals.headerTimeout),
    });
    this.server
      .removeAllListeners('connection')
      .on('connection', (socket: Socket) => this.#sniffer.accept(socket))
      .on('request', (request, response) =>
        this.#begin(request, response, false),
      )
      .on('checkContinue', (request, response) =>
        this.#begin(request, response, true),
      )
      .on('clientError', (error, socket) => this.#onClientError(error, socket));
  }

  static create(
    context: ExchangeContext,
    limits: PublicServerLimits = defaultServerLimits,
  ): PublicServer {
    return new PublicServer(context, limits);
  }

  /** Listens on a port that other workers share; resolves with the port. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host, port, reusePort: true }, () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** Serves connections that someone else accepts and hands to {@link PublicServer.accept}. */
  listenToNothing(): void {
    // Node begins to watch slow headers and idle connections with this event.
    this.server.emit('listening');
  }

  /** Takes over a connection. */
  accept(socket: Socket): void {
    this.server.emit('connection', socket);
  }

  /**
   * Takes no new connections, lets clients leave with their next answer, closes idle connections after a while, and
   * resolves when none is left. What is still under way after `limitMs` is cut.
   */
  async drain(limitMs: number): Promise<void> {
    const begun = this.#context.now();
    const deadline = begun + limitMs;
    // Only the listener: `close` of an HTTP server would close idle connections at once.
    if (this.server.listening) net.Server.prototype.close.call(this.server);
    this.#http2.leave();
    while (this.#connections.size + this.#sniffer.size + this.#http2.size > 0) {
      if (this.#context.now() >= begun + drainQuietMs) {
        this.server.closeIdleConnections();
        this.#sniffer.close();
      }
      if (this.#context.now() >= deadline) this.#abortAll();
      await setTimeout(drainCheckMs);
    }
  }

  #abortAll(): void {
    for (const [socket, exchanges] of this.#connections) {
      for (const exchange of exchanges) if (!exchange.isOver) exchange.abort();
      socket.destroy();
    }
    this.#http2.abort();
    this.#sniffer.close();
  }

  #onConnection(socket: Socket): void {
    const exchanges = new Set<Exchange>();
    this.#connections.set(socket, exchanges);
    socket.on('close', () => {
      this.#connections.delete(socket);
      // Node tells only the answer that was being written; pipelined ones behind it hear it here.
      for (const exchange of exchanges) exchange.onClose();
    });
  }

  #begin(
    request: IncomingMessage,
    response: ServerResponse,
    awaitsContinue: boolean,
  ): void {
    const exchanges = this.#connections.get(request.socket);
    if (exchanges) {
      for (const exchange of exchanges)
        if (exchange.isOver) exchanges.delete(exchange);
    }
    const exchange = Exchange.begin(
      this.#context,
      new NodeRequest(request, awaitsContinue),
      new NodeAnswer(response),
    );
    if (!exchange.isOver) exchanges?.add(exchange);
  }

  #onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    const exchanges = [...(this.#connections.get(socket) ?? [])].filter(
      exchange => !exchange.isOver,
    );
    if (exchanges.length > 0) {
      // The one that is being answered first decides; whatever follows on this connection is void.
      exchanges[0].requestMalformed();
      return;
    }
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    this.#refuse(socket, refusalOf(error));
  }

  #refuse(socket: Duplex, refusal: Refusal): void {
    this.#context.ledger.countUnrouted(refusal.reason);
    socket.end(rawRefusal(refusal), () => socket.destroy());
  }
}

function refusalOf(error: NodeJS.ErrnoException): Refusal {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return refusals.headersTooLarge;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return refusals.headerTimeout;
    default:
      return refusals.badRequest;
  }
}

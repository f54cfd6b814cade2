import http, { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Answering, Defect, Front, FrontHost, FrontLimits } from '../front';
import { NodeAnswer } from './nodeAnswer';
import { NodeRequest } from './nodeRequest';

/** HTTP/1.1 by Node's own server and its strict parser: slower than our framing, and what that is measured by. */
export class NodeFront implements Front {
  readonly #host: FrontHost;
  /** Never listens: it is handed connections. */
  readonly #server: http.Server;
  /** Open connections and what is under way on them (several if a client pipelines). */
  readonly #connections = new Map<Duplex, Set<Answering>>();

  private constructor(host: FrontHost, limits: FrontLimits) {
    this.#host = host;
    this.#server = http.createServer({
      insecureHTTPParser: false,
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      // Exchanges have their own timers: a long stream is not a slow request.
      requestTimeout: 0,
    });
    // The block's size bounds their number; more than a limit would be dropped silently.
    this.#server.maxHeadersCount = 0;
    this.#server
      .on('request', (request, response) =>
        this.#begin(request, response, false),
      )
      .on('checkContinue', (request, response) =>
        this.#begin(request, response, true),
      )
      .on('checkExpectation', (request, response) =>
        this.#begin(request, response, false),
      )
      .on('connect', (_request, socket) => this.#refuse(socket, 'malformed'))
      .on('clientError', (error, socket) => this.#onClientError(error, socket));
    // Node begins to watch slow headers and idle connections with this event.
    this.#server.emit('listening');
  }

  static create(host: FrontHost, limits: FrontLimits): NodeFront {
    return new NodeFront(host, limits);
  }

  get size(): number {
    return this.#connections.size;
  }

  accept(socket: Socket): void {
    const answerings = new Set<Answering>();
    this.#connections.set(socket, answerings);
    socket.setNoDelay(true);
    socket.on('close', () => {
      this.#connections.delete(socket);
      // Node tells only the answer that was being written; pipelined ones behind it hear it here.
      for (const answering of answerings) answering.onClose();
    });
    this.#server.emit('connection', socket);
  }

  closeIdle(): void {
    this.#server.closeIdleConnections();
  }

  abort(): void {
    for (const [socket, answerings] of this.#connections) {
      for (const answering of answerings)
        if (!answering.isOver) answering.abort();
      socket.destroy();
    }
  }

  close(): void {
    this.#server.close();
  }

  #begin(
    request: IncomingMessage,
    response: ServerResponse,
    awaitsContinue: boolean,
  ): void {
    const answerings = this.#connections.get(request.socket);
    if (answerings) {
      for (const answering of answerings)
        if (answering.isOver) answerings.delete(answering);
    }
    const answering = this.#host.begin(
      new NodeRequest(request, awaitsContinue),
      new NodeAnswer(response),
    );
    if (!answering.isOver) answerings?.add(answering);
  }

  #onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    for (const answering of this.#connections.get(socket) ?? []) {
      if (answering.isOver) continue;
      // The one that is being answered first decides; whatever follows on this connection is void.
      answering.requestMalformed();
      return;
    }
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else this.#refuse(socket, defectOf(error));
  }

  #refuse(socket: Duplex, defect: Defect): void {
    socket.end(this.#host.refuse(defect), () => socket.destroy());
  }
}

function defectOf(error: NodeJS.ErrnoException): Defect {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headersTooLarge';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'headersLate';
    default:
      return 'malformed';
  }
}

import net, { AddressInfo, Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  Exchange,
  ExchangeContext,
  rawRefusal,
  Refusal,
  refusals,
} from '../exchange';
import { Http1Front } from '../http1';
import {
  defaultFrontLimits,
  Defect,
  Front,
  FrontHost,
  FrontLimits,
  NodeFront,
} from '../inbound';
import { FramingKind } from '../ipc';
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

const refusalOf: Readonly<Record<Defect, Refusal>> = {
  malformed: refusals.badRequest,
  unknownCoding: refusals.transferEncoding,
  headersTooLarge: refusals.headersTooLarge,
  headersLate: refusals.headerTimeout,
};

/** How a worker serves its public port. */
export interface PublicServerOptions {
  /** Who reads HTTP/1.1: our framing, or Node's server. */
  readonly framing: FramingKind;
  readonly limits?: FrontLimits;
}

/**
 * The public listener of a worker: HTTP/2 for clients that begin with its preface, HTTP/1.1 for all others, both in front
 * of exchanges.
 */
export class PublicServer {
  /** Not listening yet; the worker decides how it gets connections. */
  readonly server: net.Server;
  readonly #context: ExchangeContext;
  readonly #http1: Front;
  readonly #http2: Http2Listener;
  readonly #sniffer: PrefaceSniffer;
  #accepted = 0;

  private constructor(
    context: ExchangeContext,
    { framing, limits = defaultFrontLimits }: PublicServerOptions,
  ) {
    this.#context = context;
    const host: FrontHost = {
      begin: (request, answer) => Exchange.begin(context, request, answer),
      refuse: defect => {
        const refusal = refusalOf[defect];
        context.ledger.countUnrouted(refusal.reason);
        return rawRefusal(refusal);
      },
    };
    const { wheel } = context;
    this.#http1 =
      framing === 'node'
        ? NodeFront.create(host, limits)
        : Http1Front.create({ host, wheel, limits, timeOfDay: Date.now });
    this.#http2 = Http2Listener.create(context, limits);
    this.#sniffer = PrefaceSniffer.create({
      timeoutMs: limits.headersTimeoutMs,
      onHttp1: socket => this.#http1.accept(socket),
      onHttp2: socket => this.#http2.accept(socket),
      onSilent: socket => {
        socket.end(host.refuse('headersLate'), () => socket.destroy());
      },
    });
    this.server = net.createServer(
      { allowHalfOpen: true, noDelay: true },
      socket => this.accept(socket),
    );
  }

  static create(
    context: ExchangeContext,
    options: PublicServerOptions,
  ): PublicServer {
    return new PublicServer(context, options);
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

  /** Listens where somebody else does already, in the same queue. */
  listenWith(other: net.Server): void {
    this.server.listen(other);
  }

  /** Serves a connection, which may be one that someone else accepted. */
  accept(socket: Socket): void {
    this.#accepted++;
    this.#sniffer.accept(socket);
  }

  /**
   * Takes no new connections, lets clients leave with their next answer, closes idle connections after a while, and
   * resolves when none is left. What is still under way after `limitMs` is cut.
   */
  async drain(limitMs: number): Promise<void> {
    const begun = this.#context.now();
    const deadline = begun + limitMs;
    await this.#acceptQueued(begun + drainQuietMs);
    if (this.server.listening) this.server.close();
    this.#http2.leave();
    while (this.#http1.size + this.#http2.size + this.#sniffer.size > 0) {
      if (this.#context.now() >= begun + drainQuietMs) {
        this.#http1.closeIdle();
        this.#sniffer.close();
      }
      if (this.#context.now() >= deadline) {
        this.#http1.abort();
        this.#http2.abort();
        this.#sniffer.close();
      }
      await setTimeout(drainCheckMs);
    }
    this.#http1.close();
  }

  /**
   * What the kernel has queued at a listener is reset with it. Each turn of the loop accepts one connection (libuv since 1.45):
   * the queue is empty after a turn that brought none.
   */
  async #acceptQueued(deadline: number): Promise<void> {
    let before;
    do {
      before = this.#accepted;
      await setImmediate();
    } while (this.#accepted !== before && this.#context.now() < deadline);
  }
}

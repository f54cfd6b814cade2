import { Socket } from 'node:net';
import {
  GatewaySnapshot,
  RouteRefusals,
} from '@greenroom/backstage-plugin-model-serving-common';
import { RawClient, send } from './client';
import { LocalGateway, startLocalGateway } from './localGateway';
import { neighbourHost, withNeighbour } from './neighbour';
import { onRequestHead, RawServer, startRawServer } from './rawServer';
import { until } from './until';

/** Longer than every limit of the gateway of a {@link FaultBed}. */
export const tooLongMs = 6_000;

/** A good answer of a replica. */
export const okAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** How an answer must look: a whole one with this status and text or reason, or one that was cut. */
export type ExpectedAnswer = `${number} ${string}` | 'cut';

/** What is counted: an outcome of the route, or a reason among what had no route. */
export type Counted =
  | 'ok'
  | 'client'
  | 'server'
  | { readonly unrouted: string };

/** What was counted of a fault. */
export interface Counts {
  /** Of the route, by outcome; once, and nothing in flight. */
  readonly totals: Readonly<
    Record<'ok' | 'client' | 'server' | 'inflight', number>
  >;
  readonly unrouted: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, RouteRefusals>>;
}

/**
 * What has to be counted: once, and nothing else.
 * @param others - routes for which the gateway answered, too, inside of it: each once, as a failure, by its reason
 */
export function countsOf(
  counted: Counted,
  reason?: string,
  route = 'demo/iris',
  others: Readonly<Record<string, string>> = {},
): Counts {
  const none = { ok: 0, client: 0, server: 0, inflight: 0 };
  if (typeof counted !== 'string')
    return { totals: none, unrouted: { [counted.unrouted]: 1 }, refusals: {} };
  const [client, server] = counted === 'client' ? [1, 0] : [0, 1];
  return {
    totals: { ...none, [counted]: 1 },
    unrouted: {},
    refusals: {
      ...(reason && { [route]: { [reason]: { client, server } } }),
      ...Object.fromEntries(
        Object.entries(others).map(([id, why]) => [
          id,
          { [why]: { client: 0, server: 1 } },
        ]),
      ),
    },
  };
}

/** Why the gateway itself answered by an expected answer, if it did. */
export function reasonIn(answer: ExpectedAnswer): string | undefined {
  return /^\d+ ([A-Z]\w+)$/.exec(answer)?.[1];
}

/** Answers each request of a connection with these bytes. */
export function answering(text: string): (socket: Socket) => void {
  return socket => onRequestHead(socket, () => socket.write(text, 'latin1'));
}

/** Answers the first request of a connection with these bytes, and closes it. */
export function closing(text: string): (socket: Socket) => void {
  return socket => onRequestHead(socket, () => socket.end(text, 'latin1'));
}

/**
 * A gateway in which something goes wrong, with good requests of another service in flight beside it all the time: the
 * first of them that fails fails {@link FaultBed.stop}.
 */
export class FaultBed {
  readonly local: LocalGateway;
  readonly #servers: readonly RawServer[];
  readonly #beside: Promise<void[]>;
  #good = 0;
  #isOver = false;

  private constructor(local: LocalGateway, servers: readonly RawServer[]) {
    this.local = local;
    this.#servers = servers;
    this.#beside = Promise.all(Array.from({ length: 3 }, () => this.#send()));
  }

  /**
   * Starts a gateway with the other service beside those of a snapshot.
   * @param replicas - closed with it
   */
  static async start(
    snapshot: GatewaySnapshot,
    replicas: readonly RawServer[],
    options: Parameters<typeof startLocalGateway>[0] = {},
  ): Promise<FaultBed> {
    const other = await startRawServer(answering(okAnswer));
    const local = await startLocalGateway({
      limits: { maxBodyBytes: 2_000_000, streamIdleMs: tooLongMs - 1_000 },
      serverLimits: { headersTimeoutMs: tooLongMs - 1_000 },
      ...options,
      snapshot: withNeighbour(snapshot, other.port),
    });
    return new FaultBed(local, [...replicas, other]);
  }

  /** Puts another snapshot in place, with the other service as before. */
  adopt(snapshot: GatewaySnapshot): void {
    const { port } = this.#servers.at(-1)!;
    this.local.adopt(withNeighbour(snapshot, port));
  }

  /** Waits until good requests came through since now. */
  async goodOnes(): Promise<void> {
    const before = this.#good;
    await until('good requests', () => this.#good >= before + 6);
  }

  /** Waits until so many requests of `demo/iris` were counted, and forgets them. */
  async forget(count: number): Promise<void> {
    let counted = 0;
    await until('what was before to be counted', () => {
      const of = this.local.report()?.routes['demo/iris'];
      if (of) counted += of.ok + of.client + of.server;
      return counted >= count;
    });
  }

  /** Good requests go on, then all ends. */
  async stop(): Promise<void> {
    await this.goodOnes();
    this.#isOver = true;
    await this.#beside;
    await this.local.stop();
    await Promise.all(this.#servers.map(server => server.close()));
  }

  /** Waits until it was counted. */
  async counts(counted: Counted, route = 'demo/iris'): Promise<Counts> {
    const refusals: Record<string, RouteRefusals> = {};
    const totals = { ok: 0, client: 0, server: 0, inflight: 0 };
    const unrouted: Record<string, number> = {};
    await until('the count', () => {
      const report = this.local.report();
      const of = report?.routes[route];
      Object.assign(refusals, report?.refusals);
      if (of) {
        totals.ok += of.ok;
        totals.client += of.client;
        totals.server += of.server;
        totals.inflight = of.inflight;
      }
      for (const [why, count] of Object.entries(report?.unrouted ?? {}))
        unrouted[why] = (unrouted[why] ?? 0) + count;
      return typeof counted === 'string'
        ? totals[counted] > 0
        : unrouted[counted.unrouted] > 0;
    });
    return { totals, unrouted, refusals };
  }

  /**
   * Waits for the one answer that a connection gets; says what it is, and what is wrong with its looks.
   * @param words - of a refusal; by default a sentence
   */
  async answered(
    client: RawClient,
    expected: ExpectedAnswer,
    words = /^[A-Z].*\.$/,
  ): Promise<string> {
    if (expected === 'cut') {
      await until('the cut', () => client.isClosed);
      return client.received.endsWith('0\r\n\r\n') ? 'ended' : 'cut';
    }
    const text = expected.slice(4);
    await until('the answer', () => client.received.includes(text));
    const [status, ...more] = client.received.match(/HTTP\/1\.1 \d+/g) ?? [];
    if (more.length > 0) return `${more.length} answers too many`;
    const code = status?.slice(-3) ?? 'none';
    if (Number(code) < 400 || text.length <= 2) return `${code} ${text}`;
    const body = client.received.slice(client.received.indexOf('\r\n\r\n'));
    const { error, reason } = JSON.parse(body);
    return words.test(error) ? `${code} ${reason}` : `${code} ${error}`;
  }

  /** One good request after the other. */
  async #send(): Promise<void> {
    while (!this.#isOver) {
      const { status, body } = await send(this.local.port, {
        path: '/',
        headers: { host: neighbourHost },
        body: 'good',
      });
      if (status !== 200 || body !== 'ok')
        throw new Error(`a good request beside it got ${status} ${body}`);
      this.#good++;
    }
  }
}

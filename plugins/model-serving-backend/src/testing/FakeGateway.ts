import { once } from 'node:events';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { snapshotDefect } from '@greenroom/backstage-plugin-model-serving-common';
import type {
  GatewayEvent,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { GatewayAddress } from '@greenroom/backstage-plugin-model-serving-node';

/** A gateway that forwards nothing but speaks the control protocol over a real socket. */
export class FakeGateway {
  /** Every snapshot that it took, oldest first. */
  readonly taken: GatewaySnapshot[] = [];
  /** Answers `PUT /snapshot` with 500 while true. */
  refuses = false;
  readonly startedAt = new Date().toISOString();
  readonly #server: Server;
  readonly #streams = new Set<ServerResponse>();
  #holdUntil: Promise<void> = Promise.resolve();
  #live: { version: number; epoch: string };

  private constructor(live: { version: number; epoch: string }) {
    this.#live = live;
    this.#server = createServer((req, res) => {
      this.#answer(req, res).catch(error => {
        res.writeHead(500).end(String(error));
      });
    });
  }

  /** @param live - what it serves by from before */
  static async create(
    live = { version: 0, epoch: 'none' },
  ): Promise<FakeGateway> {
    const gateway = new FakeGateway(live);
    gateway.#server.listen(0, '127.0.0.1');
    await once(gateway.#server, 'listening');
    return gateway;
  }

  /** How to reach it. */
  address(id = 'gateway-1'): GatewayAddress {
    const { port } = this.#server.address() as AddressInfo;
    return {
      id,
      publicUrl: 'http://localhost:8080',
      request: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    };
  }

  /** The snapshot that it serves by, if it was sent one. */
  get current(): GatewaySnapshot | undefined {
    return this.taken[this.taken.length - 1];
  }

  /** Says something to all who listen. */
  say(event: GatewayEvent): void {
    for (const stream of this.#streams) {
      stream.write(`${JSON.stringify(event)}\n`);
    }
  }

  /** Takes snapshots from now on only when the returned function was called. */
  hold(): () => void {
    let release: () => void = () => {};
    this.#holdUntil = new Promise(resolve => {
      release = resolve;
    });
    return release;
  }

  /** Number of control planes that listen. */
  get listeners(): number {
    return this.#streams.size;
  }

  /** Cuts all event streams. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.method === 'GET' && req.url === '/events') {
      res.writeHead(200, { 'content-type': 'application/x-ndjson' });
      this.#streams.add(res);
      res.on('close', () => this.#streams.delete(res));
      const hello: GatewayEvent = {
        type: 'hello',
        instance: 'fake',
        startedAt: this.startedAt,
        port: 8080,
        metricsPort: 9090,
        ...this.#live,
      };
      res.write(`${JSON.stringify(hello)}\n`);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    await this.#holdUntil;
    if (this.refuses) {
      res.writeHead(500).end('no');
      return;
    }
    const snapshot: GatewaySnapshot = JSON.parse(
      Buffer.concat(chunks).toString(),
    );
    const defect = snapshotDefect(snapshot);
    if (defect) {
      res.writeHead(400).end(JSON.stringify({ error: defect }));
      return;
    }
    const accepted =
      snapshot.epoch !== this.#live.epoch ||
      snapshot.version > this.#live.version;
    if (accepted) {
      this.#live = { version: snapshot.version, epoch: snapshot.epoch };
      this.taken.push(snapshot);
    }
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ ...this.#live, accepted }));
    if (accepted) this.say({ type: 'live', ...this.#live });
  }
}

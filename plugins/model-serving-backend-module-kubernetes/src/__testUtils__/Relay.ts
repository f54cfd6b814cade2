import { once } from 'node:events';
import { connect, createServer, isIP, Server, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** A way to an API server that can be cut. */
export class Relay {
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer(socket => this.#accept(socket));
  }

  static async open(target: URL): Promise<Relay> {
    const relay = new Relay(target);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  /** The same cluster, by this way. */
  configOf(config: KubeConfig): KubeConfig {
    const { port } = this.#server.address() as AddressInfo;
    const relayed = new KubeConfig();
    relayed.loadFromString(config.exportConfig());
    const name = relayed.getCurrentCluster()?.name;
    relayed.clusters = relayed.clusters.map(cluster =>
      cluster.name === name
        ? {
            ...cluster,
            server: `https://127.0.0.1:${port}`,
            ...(isIP(this.#target.hostname)
              ? {}
              : { tlsServerName: this.#target.hostname }),
          }
        : cluster,
    );
    return relayed;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    if (this.#isCut) {
      socket.destroy();
      return;
    }
    const { hostname, port } = this.#target;
    const far = connect(Number(port || 443), hostname);
    for (const [one, other] of [
      [socket, far],
      [far, socket],
    ] as const) {
      this.#sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}

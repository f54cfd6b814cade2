import { once } from 'node:events';
import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A TCP proxy on loopback that cuts connections off after some bytes of the answer. */
export class CuttingProxy {
  readonly url: string;
  /** Requests that came, first lines and headers. */
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
  }

  /**
   * @param shouldCut - asked before each piece that goes to the client, with the bytes of the answer so far;
   * true cuts it
   */
  static async create(
    targetPort: number,
    shouldCut: (request: string, bytes: number) => boolean,
  ): Promise<CuttingProxy> {
    const sockets = new Set<Socket>();
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new CuttingProxy(server, sockets);
    server.on('connection', client => {
      const target = connect(targetPort, '127.0.0.1');
      let request = '';
      let bytes = 0;
      for (const socket of [client, target]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          client.destroy();
          target.destroy();
        });
      }
      client.on('data', data => {
        request = String(data);
        bytes = 0;
        proxy.requests.push(request);
        target.write(data);
      });
      target.on('data', data => {
        bytes += data.length;
        if (client.destroyed) return;
        if (shouldCut(request, bytes)) client.resetAndDestroy();
        else client.write(data);
      });
    });
    return proxy;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

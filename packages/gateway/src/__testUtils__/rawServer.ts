import net, { AddressInfo, Socket } from 'node:net';

/** A TCP server whose every connection is scripted by the test. */
export interface RawServer {
  readonly port: number;
  /** Connections so far. */
  readonly connections: readonly Socket[];
  close(): Promise<void>;
}

/** Starts a server on loopback; `port` 0 chooses a free one. */
export async function startRawServer(
  onConnection: (socket: Socket, index: number) => void,
  port = 0,
): Promise<RawServer> {
  const connections: Socket[] = [];
  const server = net.createServer(socket => {
    socket.on('error', () => {});
    connections.push(socket);
    onConnection(socket, connections.length - 1);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    async close() {
      for (const socket of connections) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Calls back with each whole request head that arrives (bodies are ignored). */
export function onRequestHead(
  socket: Socket,
  respond: (head: string) => void,
): void {
  let text = '';
  socket.on('data', chunk => {
    text += chunk.toString('latin1');
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = text.slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      text = text.slice(end + 4 + length);
      respond(head);
    }
  });
}

/**
 * A port where nobody listens. Below the range from which the system hands out ports, so that nobody gets it
 * meanwhile.
 */
export async function closedPort(): Promise<number> {
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    try {
      const server = await startRawServer(() => {}, port);
      await server.close();
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

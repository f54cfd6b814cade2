import net from 'node:net';
import { GatewayState } from '../state';

/** Somebody else has the port. */
export class PortTakenError extends Error {
  override name = 'PortTakenError';

  constructor(host: string, port: number) {
    super(
      `port ${port} on ${host} is taken; stop the program that listens there or choose another with --port`,
    );
  }
}

/**
 * Makes sure that workers may listen on a port, and resolves with it (a free one for 0).
 *
 * Sockets that share a port all bind to it without complaint, so a plain bind must show first that nobody is there.
 * The one exception are orphans: workers of a supervisor that was killed, on the same data directory. They leave once
 * their successor has written its state.
 *
 * @throws PortTakenError
 */
export async function claimPort(
  host: string,
  port: number,
  previous: GatewayState | undefined,
): Promise<number> {
  try {
    return await tryBind(host, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (previous?.port !== port || (await isAlive(previous)))
      throw new PortTakenError(host, port);
    return port;
  }
}

/** Binds without sharing and lets go again. */
async function tryBind(host: string, port: number): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const bound = (server.address() as net.AddressInfo).port;
  await new Promise<void>(resolve => {
    server.close(() => resolve());
  });
  return bound;
}

/** A supervisor lives if its process and its control port both do: process ids and ports are used again, not both at once. */
async function isAlive(state: GatewayState): Promise<boolean> {
  try {
    process.kill(state.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return new Promise(resolve => {
    const socket = net.connect({ host: '127.0.0.1', port: state.controlPort });
    const settle = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.on('connect', () => settle(true)).on('error', () => settle(false));
  });
}

import { createServer } from 'node:net';

/** Ports that programs which cannot choose themselves are given, both ends included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Whether nobody listens on that port of the loopback interface now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/**
 * A port that nobody listens on now. Another process may take it before it is used: whoever uses it tries again.
 *
 * @param random - a number in [0, 1)
 * @returns undefined if a hundred ports of the range were taken
 */
export async function pickPort(
  range: PortRange | undefined,
  random: () => number,
): Promise<number | undefined> {
  if (!range) return listenOnce(0);
  const size = range.to - range.from + 1;
  for (let tries = 0; tries < 100; tries++) {
    const port = range.from + Math.floor(random() * size);
    if (await isPortFree(port)) return port;
  }
  return undefined;
}

async function listenOnce(port: number): Promise<number | undefined> {
  const server = createServer();
  const bound = await new Promise<boolean>(resolve => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      resolve(true),
    );
  });
  if (!bound) return undefined;
  const address = server.address();
  await new Promise<void>(resolve => server.close(() => resolve()));
  return typeof address === 'object' && address ? address.port : undefined;
}

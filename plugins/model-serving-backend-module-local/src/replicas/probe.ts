import { request } from 'node:http';
import { connect } from 'node:net';

/** Header by which a replica proves that it is the process that was started. */
export const INSTANCE_HEADER = 'x-greenroom-instance';

/** What came back from a replica's port. */
export interface ProbeAnswer {
  readonly ok: boolean;
  /** Value of {@link INSTANCE_HEADER}. */
  readonly instance?: string;
}

/**
 * Asks a port of this machine once, on a fresh connection: a kept one would outlive the process behind the port.
 *
 * @param path - undefined: whether it accepts a connection
 * @returns undefined if nothing answers in time
 */
export async function probe(
  port: number,
  path: string | undefined,
  timeoutMs: number,
): Promise<ProbeAnswer | undefined> {
  return path === undefined
    ? probeConnection(port, timeoutMs)
    : probeHttp(port, path, timeoutMs);
}

function probeHttp(
  port: number,
  path: string,
  timeoutMs: number,
): Promise<ProbeAnswer | undefined> {
  return new Promise(resolve => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        path,
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
      },
      response => {
        const status = response.statusCode ?? 0;
        const instance = response.headers[INSTANCE_HEADER];
        resolve({
          ok: status >= 200 && status < 400,
          instance: typeof instance === 'string' ? instance : undefined,
        });
        response.destroy();
      },
    );
    call.on('error', () => resolve(undefined));
    call.end();
  });
}

function probeConnection(
  port: number,
  timeoutMs: number,
): Promise<ProbeAnswer | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (answer: ProbeAnswer | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(undefined));
    socket.once('connect', () => finish({ ok: true }));
    socket.once('error', () => finish(undefined));
  });
}

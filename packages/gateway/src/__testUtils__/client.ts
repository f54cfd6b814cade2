import http, { Agent, IncomingHttpHeaders } from 'node:http';
import net, { Socket } from 'node:net';

/** A whole answer. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Where tests send requests that should reach the service. */
export const inferPath = '/serving/demo/iris/v2/models/iris/infer';

/** Sends a request and reads the whole answer. Rejects if it breaks off. */
export function send(
  port: number,
  options: {
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Buffer;
    readonly agent?: Agent;
  } = {},
): Promise<TestAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1',
      port,
      path: options.path ?? inferPath,
      method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
      headers: options.headers,
      agent: options.agent ?? false,
    });
    request.on('error', reject);
    request.on('response', response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(options.body);
  });
}

/** A client connection that sends and sees raw bytes. */
export class RawClient {
  readonly socket: Socket;
  /** All that came, latin1. */
  received = '';
  isClosed = false;
  /** The connection was reset rather than ended. */
  wasReset = false;

  private constructor(port: number) {
    this.socket = net.connect(port, '127.0.0.1');
    this.socket
      .on('data', chunk => {
        this.received += chunk.toString('latin1');
      })
      .on('error', error => {
        this.wasReset = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
      })
      .on('close', () => {
        this.isClosed = true;
      });
  }

  static connect(port: number): RawClient {
    return new RawClient(port);
  }

  write(text: string | Buffer): boolean {
    return this.socket.write(text);
  }

  close(): void {
    this.socket.destroy();
  }
}

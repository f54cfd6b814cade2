import { once } from 'node:events';
import {
  createServer,
  IncomingHttpHeaders,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';

/**
 * A request as it came.
 * @public
 */
export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * What a server answers.
 * @public
 */
export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Parts of it may be asked for, and faults of files apply. */
  readonly isFile?: boolean;
}

/**
 * What goes wrong with an answer.
 * @public
 */
export interface Fault {
  /** Instead of the answer. */
  readonly reply?: Reply;
  /** The connection is reset after so many bytes of the body. */
  readonly cutAfter?: number;
  readonly ignoresRange?: boolean;
  /** The body arrives with other bytes, as many. */
  readonly corrupts?: boolean;
  /** Nothing is answered, ever. */
  readonly stalls?: boolean;
  /** Nothing more comes after so many bytes of the body. */
  readonly stallsAfter?: number;
}

/**
 * An HTTP server on loopback that can be made to fail.
 * @public
 */
export class TestServer {
  readonly url: string;
  readonly port: number;
  readonly requests: SeenRequest[] = [];
  /** Asked before each answer. */
  fault: (request: SeenRequest) => Fault | undefined = () => undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  static async create(
    route: (request: SeenRequest) => Reply,
  ): Promise<TestServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const test = new TestServer(server);
    server.on('request', async (message, response) => {
      const request = await seen(message, test.url);
      test.requests.push(request);
      const fault = test.fault(request) ?? {};
      if (fault.stalls) return;
      const reply = fault.reply ?? route(request);
      send(fault.ignoresRange ? undefined : request, reply, fault, response);
    });
    return test;
  }

  /** Beginnings of the ranges that were asked for, in order; whole files are 0. */
  ranges(pathEnd: string): number[] {
    return this.requests
      .filter(({ url }) => url.pathname.endsWith(pathEnd))
      .map(({ headers }) =>
        Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0),
      );
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

async function seen(
  message: IncomingMessage,
  base: string,
): Promise<SeenRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece);
  return {
    method: message.method ?? '',
    url: new URL(message.url ?? '', base),
    headers: message.headers,
    body: Buffer.concat(pieces).toString('utf8'),
  };
}

function send(
  request: SeenRequest | undefined,
  reply: Reply,
  fault: Fault,
  response: ServerResponse,
): void {
  let { status = 200 } = reply;
  let body = Buffer.from(reply.body ?? '');
  const headers: Record<string, string> = { ...reply.headers };
  const [, start, end] =
    /^bytes=(\d+)-(\d*)$/.exec(request?.headers.range ?? '') ?? [];
  if (reply.isFile && start !== undefined) {
    const last = Math.min(end ? Number(end) : Infinity, body.length - 1);
    const isInside = Number(start) < body.length;
    headers['content-range'] = isInside
      ? `bytes ${start}-${last}/${body.length}`
      : `bytes */${body.length}`;
    status = isInside ? 206 : 416;
    body = isInside ? body.subarray(Number(start), last + 1) : Buffer.alloc(0);
  }
  if (fault.corrupts) body = Buffer.alloc(body.length, '#');
  const isChunked = 'transfer-encoding' in headers;
  response.writeHead(status, {
    ...(!isChunked && { 'content-length': body.length }),
    ...headers,
  });
  const { cutAfter, stallsAfter } = fault;
  if (stallsAfter !== undefined) {
    response.write(body.subarray(0, stallsAfter));
    return;
  }
  if (cutAfter === undefined || body.length <= cutAfter) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(body.subarray(0, cutAfter), () =>
    response.socket?.resetAndDestroy(),
  );
}

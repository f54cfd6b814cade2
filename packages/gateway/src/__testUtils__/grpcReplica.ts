import http2, {
  IncomingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from 'node:http2';
import { AddressInfo } from 'node:net';

/** A server that answers each call as the test says, on HTTP/2 without TLS. */
export class GrpcReplica {
  readonly streams: ServerHttp2Stream[] = [];
  readonly heads: IncomingHttpHeaders[] = [];
  port = 0;
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;
  readonly #server = http2.createServer();
  readonly #sessions = new Set<ServerHttp2Session>();

  private constructor() {
    this.answer = stream => GrpcReplica.reply(stream, 'answer');
    this.#server
      .on('session', session => this.#sessions.add(session))
      .on('stream', (stream, headers) => {
        stream.on('error', () => {});
        this.streams.push(stream);
        this.heads.push(headers);
        this.answer(stream, headers);
      });
  }

  /** Listens on loopback. */
  static async start(port = 0): Promise<GrpcReplica> {
    const replica = new GrpcReplica();
    await new Promise<void>(resolve => {
      replica.#server.listen(port, '127.0.0.1', resolve);
    });
    replica.port = (replica.#server.address() as AddressInfo).port;
    return replica;
  }

  /** A whole answer: head, message, trailers. */
  static reply(stream: ServerHttp2Stream, message: string, status = 0): void {
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': status, 'x-sum': '1' }),
    );
    stream.end(message);
  }

  async stop(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}

import http2, {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2';
import { inferPath } from './client';

/** An answer by HTTP/2, as far as it came. */
export class Http2Answered {
  status = 0;
  headers: IncomingHttpHeaders = {};
  body = '';
  trailers: IncomingHttpHeaders = {};
  /** Complete. */
  isEnded = false;
  isClosed = false;
  readonly stream: ClientHttp2Stream;
  /** Resolves when the stream is closed, whatever its end. */
  readonly whenOver: Promise<Http2Answered>;

  constructor(stream: ClientHttp2Stream) {
    this.stream = stream;
    stream
      .on('response', headers => {
        this.status = Number(headers[':status']);
        this.headers = headers;
      })
      .on('data', (chunk: Buffer) => {
        this.body += chunk.toString('latin1');
      })
      .on('trailers', trailers => {
        this.trailers = trailers;
      })
      .on('end', () => {
        this.isEnded = stream.rstCode === 0;
      })
      .on('error', () => {});
    this.whenOver = new Promise(resolve => {
      stream.on('close', () => {
        this.isClosed = true;
        resolve(this);
      });
    });
  }

  /** `grpc-status`, wherever it is. */
  get grpcStatus(): string | undefined {
    return String(this.trailers['grpc-status'] ?? this.headers['grpc-status']);
  }
}

/** One HTTP/2 connection to a gateway. */
export class Http2Client {
  readonly session: ClientHttp2Session;
  readonly #authority: string;

  constructor(port: number, authority = 'iris.demo') {
    this.session = http2.connect(`http://127.0.0.1:${port}`, {
      // Bodies that nobody reads are part of it; above it the client itself resets its answers.
      maxSessionMemory: 64,
    });
    this.session.on('error', () => {});
    this.#authority = authority;
  }

  /** Starts a request; its body ends with it if one is given, or `null`. */
  request(
    headers: OutgoingHttpHeaders,
    body?: string | Buffer | null,
  ): Http2Answered {
    const stream = this.session.request(
      {
        ':method': body === undefined || body === null ? 'GET' : 'POST',
        ':path': inferPath,
        ':authority': this.#authority,
        ...headers,
      },
      { endStream: body === null },
    );
    if (body !== undefined && body !== null) stream.end(body);
    return new Http2Answered(stream);
  }

  /** Starts a gRPC call; its messages end with it if some are given. */
  grpc(
    headers: OutgoingHttpHeaders = {},
    messages?: Buffer | string,
  ): Http2Answered {
    const stream = this.session.request({
      ':method': 'POST',
      ':path': '/inference.GRPCInferenceService/ModelInfer',
      ':authority': this.#authority,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    if (messages !== undefined) stream.end(messages);
    return new Http2Answered(stream);
  }

  close(): void {
    this.session.destroy();
  }
}

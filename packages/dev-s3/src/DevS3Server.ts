import { randomBytes } from 'node:crypto';
import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { authenticate } from './auth/authenticate';
import { S3Credential } from './auth/credential';
import { S3Error } from './http/S3Error';
import { S3Request } from './http/S3Request';
import { sendXml } from './operations/context';
import { routeRequest } from './operations/route';
import { BucketStore } from './store/BucketStore';
import { Uploads } from './store/Uploads';

/**
 * Uploads may take as long as they take. Idle connections are kept for longer than clients keep them, so that no request
 * meets one that is just being closed.
 */
const serverOptions = { requestTimeout: 0, keepAliveTimeout: 75_000 };

/**
 * Options of {@link DevS3Server.create}.
 * @public
 */
export interface DevS3ServerOptions {
  /** Folder that holds everything; made if it is not there. One server at a time. */
  readonly dir: string;
  /** Address to listen on, for clients in containers of this machine. Default: `127.0.0.1`. */
  readonly host?: string;
  /** TCP port. Absent or 0: one that is free. */
  readonly port?: number;
  /** Who may use the server. There is no anonymous access. */
  readonly credentials: readonly S3Credential[];
  /** Milliseconds since epoch. Default: the time of this machine. */
  readonly clock?: () => number;
}

/**
 * An S3-compatible server for development and tests: path style, on 127.0.0.1 unless told otherwise, objects in a folder.
 *
 * What it answers follows the S3 API closely enough that the AWS SDK for JavaScript v3 works with its default settings;
 * what it does not implement is answered with 501, never ignored. An object is visible when it is whole, and survives a
 * restart; multipart uploads in progress do not. A key is never used as a file path.
 * @public
 */
export class DevS3Server {
  /** For example `http://127.0.0.1:9000`. */
  readonly url: string;
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, host: string, port: number) {
    this.#server = server;
    this.port = port;
    this.url = `http://${host}:${port}`;
  }

  /**
   * Starts a server; it accepts requests when the promise resolves.
   * @throws Error if the port is taken or the folder cannot be used
   */
  static async create(options: DevS3ServerOptions): Promise<DevS3Server> {
    const store = await BucketStore.open(options.dir);
    const uploads = new Uploads();
    const clock = options.clock ?? Date.now;
    const host = options.host ?? '127.0.0.1';
    // A model may take longer than Node's default of five minutes to arrive.
    const server = createServer(serverOptions, (message, response) => {
      const now = clock();
      response.setHeader('x-amz-request-id', randomBytes(8).toString('hex'));
      // Clients with a wrong clock correct it by this header.
      response.setHeader('Date', new Date(now).toUTCString());
      answer(message, response, async () => {
        const request = new S3Request(message);
        const auth = authenticate(request, options.credentials, now);
        const operation = routeRequest({
          method: request.method,
          bucket: request.bucket,
          key: request.key,
          query: request.query,
          isCopy: request.header('x-amz-copy-source') !== undefined,
        });
        await operation({ request, response, auth, store, uploads, now });
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return new DevS3Server(server, host, portOf(server.address()));
  }

  /** Stops: requests in flight are cut off, and what they were writing does not appear. */
  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  operate: () => Promise<void>,
): Promise<void> {
  try {
    await operate();
  } catch (error) {
    if (response.headersSent) {
      // Half an object is out: only a broken connection tells the client.
      response.destroy();
      return;
    }
    // A client that is still sending would see its connection reset instead of the answer.
    if (!(await drain(message))) return;
    sendError(message, response, error);
  }
}

/** Reads what is left of a body; false if the client went away. */
async function drain(message: IncomingMessage): Promise<boolean> {
  try {
    for await (const _ of message.iterator({ destroyOnReturn: false }));
    return true;
  } catch {
    return false;
  }
}

function sendError(
  message: IncomingMessage,
  response: ServerResponse,
  cause: unknown,
): void {
  const error =
    cause instanceof S3Error
      ? cause
      : new S3Error('InternalError', `Internal error: ${cause}`);
  if (message.method === 'HEAD' || error.status === 304) {
    response.writeHead(error.status);
    response.end();
    return;
  }
  sendXml(
    response,
    [
      'Error',
      [
        ['Code', error.code],
        ['Message', error.message],
        ['Resource', message.url?.split('?')[0]],
        ['RequestId', String(response.getHeader('x-amz-request-id'))],
      ],
    ],
    error.status,
  );
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('The server has no TCP port.');
  }
  return address.port;
}

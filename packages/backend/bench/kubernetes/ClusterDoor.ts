import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** What is asked by POST, and what goes on to a pod. */
const NO_WRITE = /\/self[a-z]+reviews$|\/proxy(\/|$)/;

/** The portal's way to a real API server, which counts what is written there. */
export class ClusterDoor {
  readonly #server: Server;
  readonly #target: URL;
  readonly #agent: Agent;
  #writes: string[] = [];

  private constructor(server: Server, target: URL, agent: Agent) {
    this.#server = server;
    this.#target = target;
    this.#agent = agent;
  }

  static async open(url: string, caData: string): Promise<ClusterDoor> {
    const server = createServer();
    const agent = new Agent({
      keepAlive: true,
      ca: Buffer.from(caData, 'base64'),
    });
    const door = new ClusterDoor(server, new URL(url), agent);
    server.on('request', (request, response) =>
      door.#forward(request, response),
    );
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Writes since it was asked last, as `PATCH deployments`. */
  takeWrites(): readonly string[] {
    return this.#writes.splice(0);
  }

  async close(): Promise<void> {
    const closed = new Promise(resolve => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '', headers } = request;
    const { pathname, searchParams } = new URL(url, this.#target);
    if (
      WRITES.has(method) &&
      !NO_WRITE.test(pathname) &&
      !searchParams.has('dryRun')
    )
      this.#writes.push(`${method} ${kindOf(pathname)}`);
    const { host: _, ...passed } = headers;
    const far = httpsRequest(
      new URL(url, this.#target),
      { method, headers: passed, agent: this.#agent },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    far.on('error', () => response.destroy());
    response.on('close', () => far.destroy());
    request.pipe(far);
  }
}

/** `deployments` of `/apis/apps/v1/namespaces/demo/deployments/iris`. */
function kindOf(pathname: string): string {
  return /\/namespaces\/[^/]+\/([^/]+)/.exec(pathname)?.[1] ?? pathname;
}

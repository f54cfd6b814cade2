import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig, type V1Pod } from '@kubernetes/client-node';

/** What happens to a call instead of an answer: it hangs, or is answered with a status. */
export type Fault = 'hang' | number;

interface Watcher {
  readonly namespace: string;
  readonly response: ServerResponse;
}

/**
 * Pods and Deployments as an API server lists and watches them, with everything that goes wrong there at the moment that a
 * test says.
 */
export class FakeApiServer {
  /** Calls as `GET /path`, without their query but for `watch`. */
  readonly calls: string[] = [];
  /** Whose calls are answered; undefined: everybody's. */
  token: string | undefined;
  /** Objects of a page at most. */
  page = 500;
  /** Plurals of what it says to have, of any group. */
  resources: readonly string[] = [];
  fault: (call: string) => Fault | undefined = () => undefined;
  readonly #server: Server;
  readonly #pods = new Map<string, V1Pod>();
  readonly #watchers = new Set<Watcher>();
  #version = 1;
  /** Watches from before are told that they come too late. */
  #oldest = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async create(): Promise<FakeApiServer> {
    const server = createServer();
    const fake = new FakeApiServer(server);
    server.on('request', (request, response) =>
      fake.#answer(request, response),
    );
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How it is reached, as whom. */
  kubeConfig(token = 'any'): KubeConfig {
    const config = new KubeConfig();
    config.loadFromOptions({
      // The client wants that said of a server without TLS.
      clusters: [{ name: 'fake', server: this.url, skipTLSVerify: true }],
      users: [{ name: 'fake', token }],
      contexts: [{ name: 'fake', cluster: 'fake', user: 'fake' }],
      currentContext: 'fake',
    });
    return config;
  }

  /** How many watches are open. */
  get watches(): number {
    return this.#watchers.size;
  }

  /** A pod is new or another. */
  put(
    namespace: string,
    name: string,
    labels: Record<string, string> = {},
  ): void {
    this.#version += 1;
    const key = `${namespace}/${name}`;
    const type = this.#pods.has(key) ? 'MODIFIED' : 'ADDED';
    const resourceVersion = String(this.#version);
    const pod = { metadata: { namespace, name, labels, resourceVersion } };
    this.#pods.set(key, pod);
    this.#tell(namespace, { type, object: pod });
  }

  /** A pod is there no more. */
  remove(namespace: string, name: string): void {
    this.#version += 1;
    const key = `${namespace}/${name}`;
    const resourceVersion = String(this.#version);
    const pod = { metadata: { namespace, name, resourceVersion } };
    this.#pods.delete(key);
    this.#tell(namespace, { type: 'DELETED', object: pod });
  }

  /** Forgets what changed until now: who watches from before must list anew. */
  expire(): void {
    this.#version += 1;
    this.#oldest = this.#version;
  }

  /** Ends all watches, and says something before: an object that is cut off in its middle, or an error. */
  endWatches(last: string = ''): void {
    for (const { response } of this.#watchers) {
      response.write(last);
      response.socket?.destroySoon();
    }
    this.#watchers.clear();
  }

  async close(): Promise<void> {
    const closed = new Promise(resolve => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    await closed;
  }

  #tell(namespace: string, event: object): void {
    for (const watcher of this.#watchers)
      if (watcher.namespace === namespace)
        watcher.response.write(`${JSON.stringify(event)}\n`);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', this.url);
    const isWatch = url.searchParams.has('watch');
    const call = `${request.method} ${url.pathname}${isWatch ? '?watch' : ''}`;
    this.calls.push(call);
    const isKnown =
      !this.token || request.headers.authorization === `Bearer ${this.token}`;
    const fault = isKnown ? this.fault(call) : 401;
    if (fault === 'hang') return;
    if (fault !== undefined) {
      sendStatus(response, fault);
      return;
    }
    const [, namespace] =
      /\/namespaces\/([^/]+)\/pods$/.exec(url.pathname) ?? [];
    const resources = this.resources.map(name => ({ name }));
    if (!namespace)
      sendJson(response, 200, { metadata: {}, items: [], resources });
    else if (isWatch) this.#watch(namespace, url, response);
    else this.#list(namespace, url, response);
  }

  #watch(namespace: string, url: URL, response: ServerResponse): void {
    const from = Number(url.searchParams.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.#oldest) {
      const object = { code: 410, reason: 'Expired', message: 'too old' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    const watcher = { namespace, response };
    this.#watchers.add(watcher);
    response.on('close', () => this.#watchers.delete(watcher));
    for (const pod of this.#of(namespace))
      if (Number(pod.metadata?.resourceVersion) > from)
        response.write(
          `${JSON.stringify({ type: 'MODIFIED', object: pod })}\n`,
        );
  }

  #list(namespace: string, url: URL, response: ServerResponse): void {
    const from = Number(url.searchParams.get('continue') ?? 0);
    const all = this.#of(namespace);
    const next = from + this.page;
    sendJson(response, 200, {
      metadata: {
        resourceVersion: String(this.#version),
        ...(next < all.length ? { continue: String(next) } : {}),
      },
      items: all.slice(from, next),
    });
  }

  #of(namespace: string): V1Pod[] {
    return [...this.#pods.values()].filter(
      ({ metadata }) => metadata?.namespace === namespace,
    );
  }
}

function sendStatus(response: ServerResponse, code: number): void {
  const body = {
    kind: 'Status',
    code,
    reason: `Status${code}`,
    message: `no: ${code}`,
  };
  sendJson(response, code, body);
}

function sendJson(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

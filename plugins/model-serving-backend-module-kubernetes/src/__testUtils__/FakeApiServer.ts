import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { KubeConfig, type KubernetesObject } from '@kubernetes/client-node';
import {
  FakeObjects,
  isIn,
  merged,
  ObjectChange,
  ObjectPath,
  objectPathOf,
} from './FakeObjects';

/** What happens to a call instead of an answer: it hangs, or is answered with a status, in words of its own. */
export type Fault =
  | 'hang'
  | number
  | {
      readonly code: number;
      readonly reason?: string;
      readonly message: string;
      readonly details?: object;
    };

interface Watcher {
  readonly at: ObjectPath;
  readonly labelSelector: string | null;
  readonly seconds: number;
  readonly response: ServerResponse;
}

const PODS = 'api/v1/pods';
const REVIEW = /\/self[a-z]+reviews$/;

/**
 * Objects as an API server lists, watches and writes them, with everything that goes wrong there at the moment that a
 * test says. Nobody acts on them: what a controller would do, tests do.
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
  /** What it says that it is. */
  gitVersion = 'v1.33.1';
  /** `call` as in `calls`; `isTrial`: nothing of it would be kept. */
  fault: (call: string, isTrial: boolean) => Fault | undefined = () =>
    undefined;
  /** Told of each change, whoever made it. */
  onChange: (change: ObjectChange) => void = () => {};
  /** Calls of other paths: those to pods, for example. Returns whether it answers. */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean =
    () => false;
  readonly #server: Server;
  readonly #objects = new FakeObjects(change => {
    this.#tell(change);
    this.onChange(change);
  });
  readonly #watchers = new Set<Watcher>();
  /** Watches from before are told that they come too late. */
  #oldest = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async create(): Promise<FakeApiServer> {
    const server = createServer();
    const fake = new FakeApiServer(server);
    server.on('request', (request, response) => {
      fake.#answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return fake;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
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
    this.putObject(
      { collection: PODS, namespace, name },
      { metadata: { labels } },
    );
  }

  /** An object of any type is new or another. */
  putObject(at: ObjectPath, object: KubernetesObject): void {
    this.#objects.put(at, object);
  }

  /** A pod is there no more. */
  remove(namespace: string, name: string): void {
    this.removeObject({ collection: PODS, namespace, name });
  }

  removeObject(at: ObjectPath): void {
    this.#objects.remove(at);
  }

  has(at: ObjectPath): boolean {
    return this.#objects.get(at) !== undefined;
  }

  objects(collection: string): readonly KubernetesObject[] {
    return this.#objects.list({ collection }, null);
  }

  /** Forgets what changed until now: who watches from before must list anew. */
  expire(): void {
    this.#oldest = this.#objects.skipVersion();
  }

  /** Tells all who watch how far it is, as an API server does about every minute. */
  bookmark(): void {
    const metadata = { resourceVersion: String(this.#objects.version) };
    const line = JSON.stringify({ type: 'BOOKMARK', object: { metadata } });
    for (const { response } of this.#watchers) response.write(`${line}\n`);
  }

  /** How long each open watch is to last, in seconds, as who opened it said. */
  get watchSeconds(): readonly number[] {
    return [...this.#watchers].map(({ seconds }) => seconds);
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

  #tell({ collection, type, object }: ObjectChange): void {
    for (const { at, labelSelector, response } of this.#watchers)
      if (
        at.collection === collection &&
        isIn(object, at.namespace, labelSelector)
      )
        response.write(`${JSON.stringify({ type, object })}\n`);
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const url = new URL(request.url ?? '', this.url);
    const isWatch = url.searchParams.has('watch');
    const call = `${request.method} ${url.pathname}${isWatch ? '?watch' : ''}`;
    this.calls.push(call);
    const isKnown =
      !this.token || request.headers.authorization === `Bearer ${this.token}`;
    const isTrial = url.searchParams.has('dryRun');
    const fault = isKnown ? this.fault(call, isTrial) : 401;
    if (fault === 'hang') return;
    if (fault !== undefined) sendStatus(response, fault);
    else if (url.pathname === '/version')
      sendJson(response, 200, { gitVersion: this.gitVersion });
    else if (REVIEW.test(url.pathname))
      sendJson(response, 201, { status: { allowed: true } });
    else if (this.answer(request, response)) return;
    else await this.#answerOf(url, request, response);
  }

  async #answerOf(
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const at = objectPathOf(url.pathname);
    const body = request.method === 'GET' ? '' : await text(request);
    const resources = this.resources.map(name => ({ name }));
    if (url.pathname === '/apis') sendJson(response, 200, { groups: [] });
    else if (!at) sendJson(response, 200, { resources });
    else if (request.method !== 'GET')
      this.#write(at, request.method ?? '', url, body, response);
    else if (at.name) this.#send(response, this.#objects.get(at));
    else if (url.searchParams.has('watch')) this.#watch(at, url, response);
    else this.#list(at, url, response);
  }

  #write(
    at: ObjectPath,
    method: string,
    url: URL,
    body: string,
    response: ServerResponse,
  ): void {
    const said = body ? JSON.parse(body) : {};
    const known = this.#objects.get(at);
    const isApply = url.searchParams.has('force');
    if (url.searchParams.has('dryRun'))
      this.#send(response, known ?? (isApply ? said : undefined));
    else if (method === 'DELETE')
      this.#send(response, this.#objects.remove(at));
    else if (method === 'POST') {
      const made = { ...at, name: said.metadata.name };
      if (this.#objects.get(made)) sendStatus(response, 409);
      else sendJson(response, 201, this.#objects.put(made, said));
    } else if (!known && !isApply) this.#send(response, undefined);
    else {
      const next = method === 'PUT' ? said : merged(known, said);
      sendJson(response, 200, this.#objects.put(at, next));
    }
  }

  #send(response: ServerResponse, object: KubernetesObject | undefined): void {
    if (object) sendJson(response, 200, object);
    else
      sendStatus(response, { code: 404, reason: 'NotFound', message: 'gone' });
  }

  #watch(at: ObjectPath, url: URL, response: ServerResponse): void {
    const from = Number(url.searchParams.get('resourceVersion'));
    const labelSelector = url.searchParams.get('labelSelector');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.#oldest) {
      const object = { code: 410, reason: 'Expired', message: 'too old' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    const seconds = Number(url.searchParams.get('timeoutSeconds'));
    const watcher = { at, labelSelector, seconds, response };
    this.#watchers.add(watcher);
    response.on('close', () => this.#watchers.delete(watcher));
    for (const object of this.#objects.list(at, labelSelector))
      if (Number(object.metadata?.resourceVersion) > from)
        response.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
  }

  #list(at: ObjectPath, url: URL, response: ServerResponse): void {
    const from = Number(url.searchParams.get('continue') ?? 0);
    const all = this.#objects.list(at, url.searchParams.get('labelSelector'));
    const next = from + this.page;
    sendJson(response, 200, {
      metadata: {
        resourceVersion: String(this.#objects.version),
        ...(next < all.length ? { continue: String(next) } : {}),
      },
      items: all.slice(from, next),
    });
  }
}

function sendStatus(
  response: ServerResponse,
  fault: Exclude<Fault, 'hang'>,
): void {
  const said =
    typeof fault === 'number'
      ? { code: fault, reason: `Status${fault}`, message: `no: ${fault}` }
      : fault;
  sendJson(response, said.code, { kind: 'Status', ...said });
}

function sendJson(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';
import { KubeClient, KubeRequest } from '../client';

/** What the proxy does with a call, and with what comes back. */
export type ProxyMode = 'pass' | 'hang' | 'fail';

/** Stands before a real API server, and fails as networks and API servers do. */
export class FaultyProxy {
  mode: ProxyMode = 'pass';
  readonly #client: KubeClient;
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();

  private constructor(client: KubeClient, server: Server) {
    this.#client = client;
    this.#server = server;
  }

  /** @param config - of the API server behind it; callers have the same rights */
  static async create(config: KubeConfig): Promise<FaultyProxy> {
    const server = createServer();
    const proxy = new FaultyProxy(KubeClient.create(config), server);
    server.on('request', (request, response) => {
      proxy.#forward(request, response).catch(() => response.destroy());
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  /** How it is reached. */
  get kubeConfig(): KubeConfig {
    const { port } = this.#server.address() as AddressInfo;
    const server = `http://127.0.0.1:${port}`;
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'proxy', server, skipTLSVerify: true }],
      users: [{ name: 'proxy' }],
      contexts: [{ name: 'proxy', cluster: 'proxy', user: 'proxy' }],
      currentContext: 'proxy',
    });
    return config;
  }

  /** Breaks all connections off, in the middle of an object. */
  cut(): void {
    for (const response of this.#open) {
      response.write('{"type":"MODIFIED","object":{"metadata":{"name":');
      response.socket?.destroySoon();
    }
    this.#open.clear();
  }

  async close(): Promise<void> {
    const closed = new Promise(resolve => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    this.#client.close();
    await closed;
  }

  async #forward(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (this.mode === 'hang') return;
    if (this.mode === 'fail') {
      response.writeHead(500).end('etcdserver: request timed out');
      return;
    }
    const body = await text(request);
    const ended = new AbortController();
    response.on('close', () => ended.abort());
    const type = request.headers['content-type'];
    const answer = await this.#client.send(request.url ?? '', {
      method: request.method as KubeRequest['method'],
      ...(type ? { headers: { 'content-type': type } } : {}),
      ...(body ? { body } : {}),
      signal: ended.signal,
    });
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    response.writeHead(answer.statusCode ?? 502, {
      'content-type': answer.headers['content-type'] ?? 'application/json',
    });
    response.flushHeaders();
    for await (const chunk of answer) {
      // An API server that hangs says nothing more on what is open, either.
      if (this.mode === 'pass') response.write(chunk);
    }
    response.end();
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

/** What answers in pods of a cluster that has none: a gateway that takes each snapshot, and models that are there. */
export class GatewayOfPods {
  #live = { version: 0, epoch: 'none' };
  #routes = 0;
  readonly #streams = new Set<ServerResponse>();

  constructor() {
    // As often as a gateway that has no traffic tells that it is there
    setInterval(() => this.#count(), 1_000).unref();
  }

  /** Routes of the last snapshot. */
  get routes(): number {
    return this.#routes;
  }

  /** Answers calls of pods by way of the API server; returns whether this is one. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const path = request.url?.split('/proxy/')[1];
    if (path === undefined) return false;
    if (path === 'events') this.#listen(response);
    else if (path === 'snapshot')
      this.#take(request, response).catch(() => response.destroy());
    else sendJson(response, { name: 'model', platform: 'bench' });
    return true;
  }

  #listen(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    const startedAt = new Date().toISOString();
    const ports = { port: 8080, metricsPort: 9090 };
    const hello = { type: 'hello', instance: 'bench', startedAt, ...ports };
    response.write(`${JSON.stringify({ ...hello, ...this.#live })}\n`);
  }

  #count(): void {
    const at = new Date().toISOString();
    this.#say({ type: 'counters', at, routes: {}, revisions: {} });
  }

  #say(event: object): void {
    for (const stream of this.#streams)
      stream.write(`${JSON.stringify(event)}\n`);
  }

  async #take(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { version, epoch, routes } = (await json(request)) as {
      version: number;
      epoch: string;
      routes: readonly object[];
    };
    this.#live = { version, epoch };
    this.#routes = routes.length;
    sendJson(response, { ...this.#live, accepted: true });
    this.#say({ type: 'live', ...this.#live });
  }
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

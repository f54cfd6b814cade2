import http from 'node:http';

/** What the metrics port serves. */
export interface MetricsSource {
  /** Prometheus text. */
  metrics(): string;
  /** Why it should get no requests; undefined: it serves. */
  readonly unreadiness: string | undefined;
}

/** `GET /metrics` for Prometheus and `GET /readyz` for probes; no token, no secrets. */
export function createMetricsServer(source: MetricsSource): http.Server {
  return http.createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/metrics') {
      response.writeHead(200, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      });
      response.end(source.metrics());
    } else if (request.method === 'GET' && request.url === '/readyz') {
      const { unreadiness } = source;
      response.writeHead(unreadiness ? 503 : 200);
      response.end(unreadiness ?? 'ok');
    } else {
      response.writeHead(404).end();
    }
  });
}

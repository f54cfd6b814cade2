// A gateway that speaks the control protocol and forwards nothing, in a process of its own: what it costs must not be
// counted as the control plane's. Keeps no snapshot. Each second it tells counters of some routes, as a gateway does.
//
// Usage: node gateway.mjs; sends { port } to the parent, and { routes, version, bytes } for every snapshot.
import { createServer } from 'node:http';

/** Share of the routes that have traffic. */
const BUSY = 100;
let live = { version: 0, epoch: 'none' };
let busyRoutes = [];
let served = 0;
const startedAt = new Date().toISOString();
const streams = new Set();

function say(event) {
  for (const stream of streams) stream.write(`${JSON.stringify(event)}\n`);
}

const server = createServer((request, response) => {
  if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    streams.add(response);
    response.on('close', () => streams.delete(response));
    const hello = { type: 'hello', instance: 'bench', startedAt, port: 8080 };
    response.write(
      `${JSON.stringify({ ...hello, metricsPort: 9090, ...live })}\n`,
    );
    return;
  }
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const { version, epoch, routes } = JSON.parse(body);
    live = { version, epoch };
    busyRoutes = routes.filter((_, i) => i % BUSY === 0).map(({ id }) => id);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...live, accepted: true }));
    say({ type: 'live', ...live });
    process.send({ routes: routes.length, version, bytes: body.length });
  });
});
/** Cumulative, as a gateway counts. */
function counters() {
  served += 10;
  const one = {
    ok: served,
    client: 0,
    server: 0,
    bytesIn: served * 200,
    bytesOut: served * 300,
    inflight: 1,
    latencySumMs: served * 4,
    latency: Array.from({ length: 162 }, (_, i) => (i < 40 ? 0 : served)),
  };
  return {
    type: 'counters',
    at: new Date().toISOString(),
    routes: Object.fromEntries(busyRoutes.map(id => [id, one])),
    revisions: {},
  };
}

setInterval(() => say(counters()), 1_000);
server.listen(0, '127.0.0.1', () => {
  process.send({ port: server.address().port });
});

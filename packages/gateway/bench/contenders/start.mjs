// Starts what is compared. Each takes the list of what stops it.
import { execFileSync, fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.join(here, '../../bin/greenroom-gateway.js');

/** Where the route that is measured begins. */
export const prefix = '/serving/demo/iris';

/** What callers of the guarded route say. */
export const token = `greenroom_${'b'.repeat(43)}`;

/** A program of this folder; resolves with its port and pid. */
export function startFork(file, args, stops) {
  const child = fork(path.join(here, file), args, {
    execArgv: ['--no-deprecation'],
  });
  stops.push(() => child.kill());
  return new Promise(resolve => {
    child.once('message', port => resolve({ port, pid: child.pid }));
  });
}

/** Two graphs over the same upstream: a Sequence of two steps, each with the request, and an Ensemble of three. */
export function graphsSnapshot(version, upstreamPort) {
  const base = snapshotOf(version, 1, upstreamPort);
  const step = key => ({
    key,
    target: {
      kind: 'service',
      route: 'demo/iris',
      path: '/v2/models/iris/infer',
    },
  });
  const graphRoute = (name, type, keys) => ({
    id: `graph:demo/${name}`,
    hosts: [],
    pathPrefix: `/graphs/demo/${name}`,
    targets: [],
    graph: {
      name,
      profile: 'greenroom',
      timeoutMs: 60_000,
      nodes: { root: { type, steps: keys.map(step) } },
    },
  });
  return {
    ...base,
    routes: [
      ...base.routes,
      graphRoute('sequence', 'Sequence', ['a', 'b']),
      graphRoute('ensemble', 'Ensemble', ['a', 'b', 'c']),
    ],
  };
}

/** A snapshot of so many routes to one replica; the first asks for a token and is split over two revisions. */
export function snapshotOf(version, routeCount, upstreamPort) {
  const replicas = [{ id: 'r1', host: '127.0.0.1', port: upstreamPort }];
  const others = Array.from({ length: routeCount - 1 }, (_, i) => ({
    id: `demo/other-${i}`,
    hosts: [`other-${i}.demo.localhost`],
    pathPrefix: `/serving/demo/other-${i}`,
    service: { namespace: 'demo', name: `other-${i}` },
    targets: [{ revision: `demo/other-${i}-1`, weight: 1 }],
  }));
  return {
    version,
    epoch: 'bench',
    routes: [
      {
        id: 'demo/iris',
        hosts: ['iris.demo.localhost'],
        pathPrefix: prefix,
        service: { namespace: 'demo', name: 'iris' },
        access: { kind: 'token', keys: [] },
        targets: [
          { revision: 'demo/iris-1', weight: 90 },
          { revision: 'demo/iris-2', weight: 10 },
        ],
      },
      ...others,
    ],
    revisions: {
      'demo/iris-1': { replicas },
      'demo/iris-2': { replicas },
      ...Object.fromEntries(
        others.map((_, i) => [`demo/other-${i}-1`, { replicas }]),
      ),
    },
    tokens: {
      [createHash('sha256').update(token).digest('base64')]: {
        id: 'bench',
        routes: ['demo/iris'],
        verbs: ['infer', 'metadata'],
      },
    },
  };
}

/** A gateway with one worker. `adopt` puts a snapshot and resolves with the ms until it is live in the worker. */
export async function startGateway(snapshot, args, stops) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'greenroom-bench-'));
  writeFileSync(path.join(dataDir, 'snapshot.json'), JSON.stringify(snapshot));
  const child = spawn(
    process.execPath,
    [program, '--data_dir', dataDir, '--port', '0', '--workers', '1', ...args],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const exited = new Promise(resolve => child.once('exit', resolve));
  stops.push(async () => {
    child.kill();
    await exited;
    rmSync(dataDir, { recursive: true, force: true });
  });
  const state = await stateOf(child, path.join(dataDir, 'state.json'));
  const secret = readFileSync(path.join(dataDir, 'control-token'), 'utf8');
  const adopt = async next => {
    const body = JSON.stringify(next);
    const begun = performance.now();
    const answer = await fetch(
      `http://127.0.0.1:${state.controlPort}/snapshot`,
      { method: 'PUT', headers: { authorization: `Bearer ${secret}` }, body },
    );
    if (!answer.ok) throw new Error(await answer.text());
    return performance.now() - begun;
  };
  return { port: state.port, pid: state.pid, adopt };
}

async function stateOf(child, file) {
  for (;;) {
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      if (child.exitCode !== null)
        throw new Error(`the gateway ended with code ${child.exitCode}`);
      await sleep(20);
    }
  }
}

/** nginx as a plain proxy with one worker; undefined if it is not installed. */
export async function startNginx(upstreamPort, stops) {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const dir = mkdtempSync(path.join(tmpdir(), 'greenroom-nginx-'));
  const port = await freePort();
  const config = path.join(dir, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 4096; }
http { access_log off; client_body_temp_path ${dir}; proxy_temp_path ${dir}; fastcgi_temp_path ${dir}; uwsgi_temp_path ${dir}; scgi_temp_path ${dir};
  upstream replicas { server 127.0.0.1:${upstreamPort}; keepalive 128; }
  server { listen 127.0.0.1:${port}; keepalive_requests 1000000000;
    location / { proxy_pass http://replicas; proxy_http_version 1.1; proxy_set_header Connection ""; }
    location /events { proxy_pass http://replicas; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
    location /upload { proxy_pass http://replicas; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_request_buffering off; client_max_body_size 2m; } } }
`,
  );
  const child = spawn('nginx', ['-c', config, '-p', dir], { stdio: 'ignore' });
  const exited = new Promise(resolve => child.once('exit', resolve));
  stops.push(async () => {
    child.kill();
    await exited;
    rmSync(dir, { recursive: true, force: true });
  });
  await sleep(300);
  return { port, pid: child.pid };
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

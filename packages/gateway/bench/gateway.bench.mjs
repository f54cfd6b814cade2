/**
 * What the gateway costs, beside no proxy at all, http-proxy and (if it is on the PATH) nginx. All run at the same time
 * on the same machine and take turns, so that a slow moment hits all of them. Each has one worker: what is compared is
 * the work per request. Other work on the machine shows in the 99th percentile first; nginx beside it tells.
 */
import { execFileSync, fork, spawn } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.join(here, '../bin/greenroom-gateway.js');
const inferPath = '/v2/models/iris/infer';
const prefix = '/serving/demo/iris';
const rounds = 3;
const openLoopRate = 1000;
const clockTicksPerSecond = 100;

/**
 * Runs the comparison within about `seconds` (at most 60) and reports rows `{ name, value, goal, ok }`.
 *
 * @param {{ seconds?: number, report: (row: { name: string, value: string, goal?: string, ok?: boolean }) => void }} options
 */
export async function run({ seconds = 30, report }) {
  const stops = [];
  try {
    const contenders = await startContenders(stops);
    const load = fork(path.join(here, 'contenders/load.mjs'));
    stops.push(() => load.kill());
    const slice =
      Math.min(60, seconds) / (contenders.length * (rounds * 2 + 1));
    await measure(contenders, load, slice);
    reportRows(contenders, report);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function measure(contenders, load, slice) {
  const call = order =>
    new Promise(resolve => {
      load.once('message', resolve);
      load.send(order);
    });
  for (const { port, path: target } of contenders)
    await call({ port, path: target, connections: 64, seconds: slice });
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const { port, path: target } = contender;
      const open = await call({
        port,
        path: target,
        connections: 64,
        rate: openLoopRate,
        seconds: slice,
      });
      contender.open.push(quantiles(open.latenciesMs));
      const before = cpuSeconds(contender.pid);
      const closed = await call({
        port,
        path: target,
        connections: 64,
        seconds: slice,
      });
      const cpu = cpuSeconds(contender.pid) - before;
      contender.perCpuSecond.push(closed.count / cpu);
      contender.throughput.push(closed.count / slice);
      contender.errors += open.errors + closed.errors;
    }
  }
}

function reportRows(contenders, report) {
  const by = name => contenders.find(contender => contender.name === name);
  const direct = by('direct');
  for (const contender of contenders) {
    if (contender === direct) continue;
    const added = quantile =>
      median(contender.open.map(round => round[quantile])) -
      median(direct.open.map(round => round[quantile]));
    const isOurs = contender.name === 'gateway';
    for (const [quantile, limit] of [
      ['p50', 0.25],
      ['p99', 2],
    ]) {
      report({
        name: `${contender.name}: added ${quantile} at ${openLoopRate}/s`,
        value: `${added(quantile).toFixed(3)} ms`,
        ...(isOurs && { goal: `≤ ${limit} ms`, ok: added(quantile) <= limit }),
      });
    }
    const perCpu = median(contender.perCpuSecond);
    report({
      name: `${contender.name}: requests per CPU second`,
      value: `${Math.round(perCpu)} (${Math.round(1e6 / perCpu)} µs each)`,
      ...(isOurs && { goal: '≥ 8000', ok: perCpu >= 8000 }),
    });
    report({
      name: `${contender.name}: throughput, 64 connections`,
      value: `${Math.round(median(contender.throughput))}/s`,
    });
  }
  const ratio =
    median(by('gateway').perCpuSecond) / median(by('http-proxy').perCpuSecond);
  report({
    name: 'gateway ÷ http-proxy, requests per CPU second',
    value: ratio.toFixed(2),
    goal: '≥ 2.5',
    ok: ratio >= 2.5,
  });
  const errors = contenders.reduce((sum, { errors: e }) => sum + e, 0);
  report({
    name: 'errors',
    value: String(errors),
    goal: '0',
    ok: errors === 0,
  });
}

async function startContenders(stops) {
  const upstream = await startFork('contenders/upstream.mjs', [], stops);
  const proxy = await startFork(
    'contenders/httpProxy.mjs',
    [String(upstream.port)],
    stops,
  );
  const contenders = [
    contenderOf('direct', upstream.port, upstream.pid, inferPath),
    contenderOf('http-proxy', proxy.port, proxy.pid, inferPath),
  ];
  const gateway = await startGateway(upstream.port, stops);
  contenders.push(
    contenderOf('gateway', gateway.port, gateway.pid, prefix + inferPath),
  );
  const nginx = await startNginx(upstream.port, stops);
  if (nginx)
    contenders.push(contenderOf('nginx', nginx.port, nginx.pid, inferPath));
  return contenders;
}

function contenderOf(name, port, pid, target) {
  return {
    name,
    port,
    pid,
    path: target,
    open: [],
    perCpuSecond: [],
    throughput: [],
    errors: 0,
  };
}

function startFork(file, args, stops) {
  const child = fork(path.join(here, file), args, {
    execArgv: ['--no-deprecation'],
  });
  stops.push(() => child.kill());
  return new Promise(resolve => {
    child.once('message', port => resolve({ port, pid: child.pid }));
  });
}

async function startGateway(upstreamPort, stops) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'greenroom-bench-'));
  const snapshot = {
    version: 1,
    epoch: 'bench',
    routes: [
      {
        id: 'demo/iris',
        hosts: ['iris.demo.localhost'],
        pathPrefix: prefix,
        service: { namespace: 'demo', name: 'iris' },
        targets: [{ revision: 'demo/iris-1', weight: 1 }],
      },
    ],
    revisions: {
      'demo/iris-1': {
        replicas: [{ id: 'r1', host: '127.0.0.1', port: upstreamPort }],
      },
    },
  };
  writeFileSync(path.join(dataDir, 'snapshot.json'), JSON.stringify(snapshot));
  const child = spawn(
    process.execPath,
    [program, '--data_dir', dataDir, '--port', '0', '--workers', '1'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const exited = new Promise(resolve => child.once('exit', resolve));
  stops.push(async () => {
    child.kill();
    await exited;
    rmSync(dataDir, { recursive: true, force: true });
  });
  const stateFile = path.join(dataDir, 'state.json');
  for (;;) {
    try {
      return JSON.parse(readFileSync(stateFile, 'utf8'));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
      if (child.exitCode !== null)
        throw new Error(`the gateway ended with code ${child.exitCode}`);
      await sleep(20);
    }
  }
}

async function startNginx(upstreamPort, stops) {
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
    location / { proxy_pass http://replicas; proxy_http_version 1.1; proxy_set_header Connection ""; } } }
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

/** CPU time of a process and all its descendants. */
function cpuSeconds(root) {
  const stats = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      stats.set(Number(name), {
        parent: Number(fields[1]),
        ticks: Number(fields[11]) + Number(fields[12]),
      });
    } catch {
      // It ended meanwhile.
    }
  }
  const belongs = pid =>
    pid === root || (stats.has(pid) && belongs(stats.get(pid).parent));
  let ticks = 0;
  for (const [pid, stat] of stats) if (belongs(pid)) ticks += stat.ticks;
  return ticks / clockTicksPerSecond;
}

function quantiles(values) {
  const sorted = Float64Array.from(values).sort();
  const at = q =>
    sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  return { p50: at(0.5), p99: at(0.99) };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = [];
  await run({
    seconds: Number(process.argv[2] ?? 30),
    report: row => rows.push(row),
  });
  console.table(rows);
  process.exitCode = rows.every(row => row.ok ?? true) ? 0 : 1;
}

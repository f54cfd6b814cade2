// What the model server costs: requests per second as a share of what bare node:http does in the same run, memory, and the
// time from exec to the first prediction.
//
// node bench/model-server.bench.mjs [--seconds=12]
import { execFileSync, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
const model = join(root, '../../examples/models/iris-logreg.onnx');
const require = createRequire(import.meta.url);

const PATH = '/v2/models/iris/infer';
const BODY = JSON.stringify({
  inputs: [
    {
      name: 'input',
      shape: [1, 4],
      datatype: 'FP32',
      data: [7.0, 3.2, 4.7, 1.4],
    },
  ],
});
const ROUNDS = 5;
const CONNECTIONS = 16;
const STARTS = 5;

/**
 * Runs the benchmark.
 *
 * @param seconds - how long all load together may last
 * @param report - called with each row as it is known
 * @returns rows of { name, value, goal, ok }
 */
export async function run({ seconds = 12, report = () => {} } = {}) {
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'bench-'));
  const rows = [];
  const add = row => {
    rows.push(row);
    report(row);
  };
  try {
    const program = bundle(folder);
    add(await measureStart(program));
    for (const row of await measureLoad(program, seconds)) {
      add(row);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

/** Beside the package's own node_modules, so that the packages left out of the bundle are found. */
function bundle(folder) {
  const outfile = join(folder, 'main.js');
  execFileSync(require.resolve('esbuild/bin/esbuild'), [
    join(root, 'src/main.ts'),
    '--bundle',
    '--platform=node',
    '--target=node22',
    '--format=cjs',
    '--external:onnxruntime-node',
    '--external:@grpc/grpc-js',
    '--external:@grpc/proto-loader',
    '--log-level=error',
    `--outfile=${outfile}`,
  ]);
  return outfile;
}

/**
 * In seconds, which is the promise, and as a multiple of bare node:http started in turn, which tells a slow machine from
 * a slow server.
 */
async function measureStart(program) {
  // The first request of this process loads its HTTP client.
  await timeToAnswer(() => startBareServer('{}'));
  const times = [];
  const shares = [];
  for (let i = 0; i < STARTS; i++) {
    const bare = await timeToAnswer(() => startBareServer('{}'));
    const time = await timeToAnswer(() => startModelServer(program));
    times.push(time);
    shares.push(time / bare);
  }
  const time = median(times);
  return {
    name: 'exec to first prediction (multiple of bare node:http)',
    value: `${time.toFixed(3)} s (${median(shares).toFixed(1)})`,
    goal: '≤ 0.15 s',
    ok: time <= 0.15,
  };
}

async function timeToAnswer(launch) {
  const begin = performance.now();
  const server = await launch();
  await predict(server.port);
  const seconds = (performance.now() - begin) / 1000;
  await server.stop();
  return seconds;
}

async function measureLoad(program, seconds) {
  const server = await startModelServer(program);
  const answer = await predict(server.port);
  const bare = await startBareServer(answer);
  try {
    const each = seconds / (2 * ROUNDS + 1);
    await load(server.port, each / 2);
    await load(bare.port, each / 2);
    const rounds = [];
    for (let i = 0; i < ROUNDS; i++) {
      const ceiling = await load(bare.port, each);
      const rate = await load(server.port, each);
      rounds.push({ rate, share: rate / ceiling });
    }
    const share = median(rounds.map(round => round.share));
    const rate = median(rounds.map(round => round.rate));
    const rss = residentMegabytes(server.pid);
    return [
      {
        name: `V2 iris, ${CONNECTIONS} connections, share of bare node:http`,
        value: `${share.toFixed(2)} (${Math.round(rate)}/s)`,
        goal: '≥ 0.35',
        ok: share >= 0.35,
      },
      {
        name: 'memory (RSS) under load',
        value: `${Math.round(rss)} MB`,
        goal: '< 180 MB',
        ok: rss < 180,
      },
    ];
  } finally {
    await Promise.all([server.stop(), bare.stop()]);
  }
}

function startBareServer(answer) {
  return start(join(here, 'bareServer.mjs'), [answer]);
}

function startModelServer(program) {
  return start(program, [
    '--model_name=iris',
    `--model_dir=${model}`,
    '--http_port=0',
  ]);
}

/** Starts a Node program that tells its port on the IPC channel. */
async function start(file, args) {
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [state] = await once(child, 'message', {
    signal: AbortSignal.timeout(10_000),
  });
  return {
    pid: child.pid,
    port: state.httpPort,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Asks until the model is loaded. */
async function predict(port) {
  for (let tries = 0; tries < 2_000; tries++) {
    const response = await fetch(`http://127.0.0.1:${port}${PATH}`, {
      method: 'POST',
      body: BODY,
    });
    const text = await response.text();
    if (response.ok) {
      return text;
    }
    await delay(2);
  }
  throw new Error('the model did not become ready');
}

/** Requests per second over one stretch of load. */
async function load(port, seconds) {
  const settings = {
    port,
    connections: CONNECTIONS,
    seconds,
    path: PATH,
    body: BODY,
  };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(here, 'load.mjs'), JSON.stringify(settings)],
    { timeout: Math.ceil(seconds + 10) * 1000 },
  );
  const result = JSON.parse(stdout);
  return result.requests / result.seconds;
}

function residentMegabytes(pid) {
  if (process.platform === 'linux') {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const given = process.argv.find(argument =>
    argument.startsWith('--seconds='),
  );
  const rows = await run(given && { seconds: Number(given.split('=')[1]) });
  console.table(rows);
  process.exitCode = rows.every(row => row.ok) ? 0 : 1;
}

/**
 * Whether the gateway keeps its memory: an hour at 60 % of what it can, with tokens, a split and metrics on, each minute with
 * its share of graphs, streams, large answers and uploads. The warm-up is the first sixth; memory afterwards is compared
 * with memory at the end.
 *
 * node bench/soak.bench.mjs [--seconds=3600]
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { descendants } from './cpuSeconds.mjs';
import {
  graphsSnapshot,
  prefix,
  startFork,
  startGateway,
  token,
} from './contenders/start.mjs';
import { median, runAlone } from './figures.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const loadShare = 0.6;
/** Of a round of a minute: what is sent, for how many seconds. A machine with other work takes longer for what is paced. */
const turns = [
  { path: `${prefix}/v2/models/iris/infer`, token, seconds: 48, paced: true },
  { path: '/graphs/demo/sequence', seconds: 3, connections: 4 },
  { path: '/graphs/demo/ensemble', seconds: 3, connections: 4 },
  { path: `${prefix}/events`, token, seconds: 2, connections: 4 },
  { path: `${prefix}/big`, token, seconds: 2, connections: 2 },
  {
    path: `${prefix}/upload`,
    token,
    seconds: 2,
    connections: 2,
    bodyBytes: 1024 * 1024,
  },
];

/**
 * @param {{ seconds?: number, report: (row: { name: string, value: string, goal?: string, ok?: boolean }) => void }} options
 */
export async function run({ seconds = 3600, report }) {
  const stops = [];
  try {
    const load = fork(path.join(here, 'contenders/load.mjs'));
    stops.push(() => load.kill());
    const call = order =>
      new Promise(resolve => {
        load.once('message', resolve);
        load.send(order);
      });
    const upstream = await startFork('upstream.mjs', [], stops);
    const { port, pid } = await startGateway(
      graphsSnapshot(1, upstream.port),
      [],
      stops,
    );
    const saturation = await saturate(call, { port, pid });
    const rate = saturation * loadShare;
    const end = performance.now() + seconds * 1000;
    const memory = [];
    let errors = 0;
    let count = 0;
    while (memory.length < 6 * turns.length || performance.now() < end) {
      for (const { paced, ...turn } of turns) {
        const result = await call({
          port,
          pid,
          ...turn,
          ...(paced && { connections: 256, rate, paceMs: 5 }),
        });
        errors += result.errors;
        count += result.count;
        memory.push(residentBytes(pid));
      }
    }
    reportRows({ memory, errors, count, rate, saturation }, report);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** Requests a second that one worker answers at most; compiled code is part of that. */
async function saturate(call, { port, pid }) {
  const order = { port, pid, path: turns[0].path, token, connections: 64 };
  await call({ ...order, seconds: 5 });
  const { count } = await call({ ...order, seconds: 5 });
  return count / 5;
}

function reportRows({ memory, errors, count, rate, saturation }, report) {
  const sixth = Math.floor(memory.length / 6);
  const before = median(memory.slice(sixth, 2 * sixth));
  const after = median(memory.slice(-sixth));
  const growth = (after / before - 1) * 100;
  const mebibytes = bytes => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  report({
    name: 'load',
    value: `${rate.toFixed(0)} of ${saturation.toFixed(
      0,
    )} requests/s; ${count} answered`,
  });
  report({
    name: `memory after warm-up and at the end of ${
      memory.length / turns.length
    } rounds`,
    value: `${mebibytes(before)}, ${mebibytes(after)}: ${growth.toFixed(2)} %`,
    goal: '< 2 %',
    ok: growth < 2,
  });
  report({
    name: 'errors',
    value: String(errors),
    goal: '0',
    ok: errors === 0,
  });
}

/** Memory of a process and all its descendants (RSS). */
function residentBytes(root) {
  let kibibytes = 0;
  for (const pid of descendants(root)) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    kibibytes += Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]);
  }
  return kibibytes * 1024;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await runAlone(run, 3600);

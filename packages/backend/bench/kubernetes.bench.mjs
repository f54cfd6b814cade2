// What a cluster costs, and what it costs a cluster: latency that the gateway adds in there, objects that are written,
// calls at rest, memory of what is watched, and what a cluster that fails does to another one. The first two are measured
// on a real cluster (GREENROOM_TEST_KUBECONFIG; `npm run bench` starts one where it can), the others on API servers in
// memory: there are not 5,000 pods on a machine, and faults come when they are called. Rest
// is looked at for longer than five minutes, which is how often some things are asked.
//
// node bench/kubernetes.bench.mjs [--parts=cluster,rest,memory,isolation] [--rounds=7] [--turn=2] [--services=500]
//   [--projects=50] [--pods=5000] [--rest=360] [--changes=20]: about twenty minutes.
import { fileURLToPath } from 'node:url';
import { measureCluster } from './kubernetes/cluster.mjs';
import { measureIsolation } from './kubernetes/isolation.mjs';
import { measureMemory } from './kubernetes/memory.mjs';
import { measureRest } from './kubernetes/rest.mjs';

const GOAL = {
  /** What nginx adds, times this. */
  addedP50: 2,
  /** Where there is no nginx. */
  addedP50Ms: 0.5,
  addedP99Ms: 1,
  /** A Deployment and a Service; of nothing, nothing. */
  writes: { create: 2, 'the same said again': 0, nothing: 0 },
  callsPerMinute: 10,
  bytesPerPod: 10 * 1024,
  isolationMs: 100,
};
const parts = {
  cluster: ofCluster,
  rest: ofRest,
  memory: ofMemory,
  isolation: ofIsolation,
};

/** Of figures that are times: whatever else runs is in them. Counts and bytes are the same on a busy machine. */
const TIMED = { needs: 'a quiet machine' };

/**
 * Reports rows `{ name, value, goal, ok, needs }`.
 *
 * @param {{ report: (row: { name: string, value: string, goal?: string, ok?: boolean, needs?: string }) => void, parts?: string[] }} options
 */
export async function run({ report, parts: wanted = Object.keys(parts) }) {
  for (const name of wanted) await parts[name](report);
}

async function ofCluster(report) {
  if (!process.env.GREENROOM_TEST_KUBECONFIG) {
    console.log('skipped: latency and writes, there is no cluster');
    return;
  }
  const { writes, latency } = await measureCluster({
    rounds: option('rounds', 7),
    seconds: option('turn', 2),
  });
  reportWrites(writes, report);
  reportLatency(latency, report);
}

function reportWrites(writes, report) {
  for (const [what, calls] of Object.entries(writes)) {
    const most = GOAL.writes[what];
    report({
      name: `writes: ${what}`,
      value: `${calls.length}${calls.length > 0 ? `: ${summary(calls)}` : ''}`,
      ...(most !== undefined && {
        goal: `≤ ${most}`,
        ok: calls.length <= most,
      }),
    });
  }
}

function reportLatency({ direct, gateway, nginx, errors }, report) {
  /** The median over the rounds of what was added in the same one. */
  const added = (way, share) =>
    quantile(
      way.map(
        (times, i) => quantile(times, share) - quantile(direct[i], share),
      ),
      0.5,
    );
  const both = way =>
    `${added(way, 0.5).toFixed(3)}, ${added(way, 0.99).toFixed(3)} ms`;
  report({
    ...TIMED,
    name: 'the pod itself at 1,000/s: p50, p99',
    value: [0.5, 0.99]
      .map(share =>
        quantile(
          direct.map(times => quantile(times, share)),
          0.5,
        ).toFixed(3),
      )
      .join(', ')
      .concat(' ms'),
  });
  const p50 = added(gateway, 0.5);
  const p99 = added(gateway, 0.99);
  report({
    ...TIMED,
    name: 'the gateway adds, p50, p99',
    value: both(gateway),
  });
  if (nginx) {
    report({ ...TIMED, name: 'nginx adds, p50, p99', value: both(nginx) });
    const nginxP50 = added(nginx, 0.5);
    report({
      ...TIMED,
      name: 'added p50 ÷ nginx',
      // On a machine that is too busy to tell, nginx seems to save time
      value: nginxP50 > 0 ? `${(p50 / nginxP50).toFixed(2)}x` : 'cannot tell',
      goal: `≤ ${GOAL.addedP50}x`,
      ok: nginxP50 > 0 && p50 <= GOAL.addedP50 * nginxP50,
    });
  } else {
    report({
      ...TIMED,
      name: 'added p50, without nginx to compare',
      value: `${p50.toFixed(3)} ms`,
      goal: `≤ ${GOAL.addedP50Ms} ms`,
      ok: p50 <= GOAL.addedP50Ms,
    });
  }
  const more = p99 - (nginx ? added(nginx, 0.99) : 0);
  report({
    ...TIMED,
    name: nginx ? 'added p99 - nginx' : 'added p99',
    value: `${more.toFixed(2)} ms`,
    goal: `≤ ${GOAL.addedP99Ms} ms`,
    ok: more <= GOAL.addedP99Ms,
  });
  report({
    name: 'errors',
    value: String(errors),
    goal: '0',
    ok: errors === 0,
  });
}

async function ofRest(report) {
  const services = option('services', 500);
  const projects = option('projects', 50);
  for (const driver of ['kubernetes', 'kserve']) {
    const { seen, reopened, watches, kinds } = await measureRest({
      driver,
      services,
      projects,
      seconds: option('rest', 360),
    });
    const perMinute = seen + reopened;
    report({
      name: `calls a minute at rest, ${services} services in ${projects} projects${
        driver === 'kserve' ? ', by KServe' : ''
      }`,
      value: `${perMinute.toFixed(1)}: ${seen.toFixed(1)} (${
        kinds.map(([call, count]) => `${count} ${call}`).join(', ') || 'none'
      }) and ${reopened.toFixed(1)} for ${watches} watches that end`,
      goal: `≤ ${GOAL.callsPerMinute}`,
      ok: perMinute <= GOAL.callsPerMinute,
    });
  }
}

async function ofMemory(report) {
  const pods = option('pods', 5_000);
  const { rssPerPod, heapPerPod, rssBytes } = await measureMemory(pods);
  for (const [what, bytes] of [
    ['RSS', rssPerPod],
    ['heap', heapPerPod],
  ]) {
    report({
      name: `${what} for each of ${pods} pods watched`,
      value: `${(bytes / 1024).toFixed(1)} KiB${
        what === 'RSS' ? ` (${(rssBytes / 1e6).toFixed(0)} MB in all)` : ''
      }`,
      goal: `≤ ${GOAL.bytesPerPod / 1024} KiB`,
      ok: bytes <= GOAL.bytesPerPod,
    });
  }
}

async function ofIsolation(report) {
  const { 'is well': well, ...ill } = await measureIsolation({
    rounds: option('rounds', 7),
    changes: option('changes', 20),
  });
  const both = times =>
    [0.5, 0.95].map(share => quantile(times, share).toFixed(0)).join(' / ');
  report({
    ...TIMED,
    name: `a change reaches a cluster, p50 / p95 of ${well.length}, while another one is well`,
    value: `${both(well)} ms`,
  });
  for (const [what, times] of Object.entries(ill)) {
    const later = quantile(times, 0.95) - quantile(well, 0.95);
    report({
      ...TIMED,
      name: `… and later while the other one ${what}, p95`,
      value: `${later.toFixed(0)} ms (${both(times)})`,
      goal: `≤ ${GOAL.isolationMs} ms`,
      ok: later <= GOAL.isolationMs,
    });
  }
}

/** `2 PATCH deployments, 1 PATCH services`. */
function summary(calls) {
  const counts = new Map();
  for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1);
  return [...counts].map(([call, count]) => `${count} ${call}`).join(', ');
}

/** The value below which a share of the values lies, by nearest rank. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function given(name) {
  return process.argv
    .find(argument => argument.startsWith(`--${name}=`))
    ?.slice(name.length + 3);
}

function option(name, fallback) {
  return Number(given(name) ?? fallback);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = [];
  const wanted = given('parts')?.split(',');
  await run({
    report: row => rows.push(row),
    ...(wanted && { parts: wanted }),
  });
  console.table(rows);
  process.exitCode = rows.every(row => row.ok ?? true) ? 0 : 1;
}

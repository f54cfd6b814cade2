// Finding and hurting the processes of a portal, and judging what callers noticed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from './portal.mjs';

/** The backend's own process. */
export async function backendPid(portal) {
  return only(
    portal,
    ({ command }) => command.includes('src/index.ts'),
    'backend',
  );
}

/** The gateway's supervisor. */
export async function supervisorPid(portal) {
  return only(
    portal,
    ({ command }) => command.includes('greenroom-gateway.js'),
    'gateway supervisor',
  );
}

/** The gateway's workers, those of an earlier supervisor too. */
export function workerPids(portal) {
  return pids(portal, ({ command }) => command.endsWith('main.js worker'));
}

/** How many workers of the gateway take connections, as it tells Prometheus. */
export async function servingWorkers(portal) {
  const file = path.join(portal.dataDir, 'local/gateway/state.json');
  const { metricsPort } = JSON.parse(readFileSync(file, 'utf8'));
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const [, workers] =
    /^greenroom_gateway_workers (\d+)$/m.exec(await answer.text()) ?? [];
  return Number(workers);
}

/** Replicas of a deployment. */
export function replicaPids(portal, name) {
  return pids(portal, ({ command }) =>
    command.includes(`--model_name=${name} `),
  );
}

export function kill(pid, signal = 'SIGKILL') {
  process.kill(pid, signal);
}

/** Waits until a process is gone; a zombie is gone. */
export async function gone(pid, limitMs) {
  await until(`process ${pid} ends`, () => !isRunning(pid), limitMs);
}

/** Starts the portal's backend again after its end: the start script ends with it. */
export async function killBackend(portal) {
  const pid = await backendPid(portal);
  kill(pid);
  await gone(pid);
  await portal.ended();
}

/**
 * Judges what a load saw of a fault: every answer that was not right is one of those allowed, and there are no more than
 * said.
 */
export function assertOnly(failures, allowed, atMost = Infinity) {
  const counts = {};
  for (const failure of failures) {
    if (!allowed.test(failure)) counts[failure] = (counts[failure] ?? 0) + 1;
  }
  assert.deepEqual(counts, {}, 'answers that are not allowed');
  assert.ok(
    failures.length <= atMost,
    `${failures.length} failures, at most ${atMost} are allowed: ${failures
      .slice(0, 5)
      .join('; ')}`,
  );
}

function isRunning(pid) {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()[0] !== 'Z'
    );
  } catch {
    return false;
  }
}

function pids(portal, matches) {
  return portal
    .processes()
    .filter(matches)
    .map(({ pid }) => pid)
    .sort((a, b) => a - b);
}

/** Who starts another program is there twice until that has begun. */
async function only(portal, matches, what) {
  return until(`there is one ${what}`, () => {
    const found = pids(portal, matches);
    assert.equal(found.length, 1);
    return found[0];
  });
}

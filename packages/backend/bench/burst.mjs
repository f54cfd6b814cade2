import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { post } from './post.mjs';

const CLIENTS = 50;
const LASTS_MS = 5_000;
const WANTED = 10;
/** Decisions are written down together, some seconds after they were made. */
const RECORDED_MS = 20_000;

/**
 * Fifty clients at once at an idle service, whose model takes 100 ms and whose target is 5, each asking again as soon as it has
 * its answer.
 *
 * @returns of each burst, ms from its first request until ten replicas were wanted, answers by status class, and how many
 * requests got none
 */
export async function measureBursts(product, bursts) {
  await product.deploy('sleeper', {
    scaleMetric: 'concurrency',
    scaleTarget: 5,
    containers: [
      {
        name: 'kserve-container',
        image: 'sleeper',
        command: ['sleeper'],
        args: ['--port=$(PORT)'],
        readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
      },
    ],
  });
  const measured = [];
  for (let burst = 0; burst < bursts; burst++) {
    await product.idle('sleeper');
    // Not always at the same moment between two ticks
    await delay((burst * 2_000) / bursts);
    measured.push(await measureBurst(product));
  }
  return measured;
}

async function measureBurst(product) {
  const url = product.inferUrl('sleeper');
  const agent = new Agent({ keepAlive: true });
  const answers = {};
  let lost = 0;
  const start = Date.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (Date.now() - start < LASTS_MS) {
        try {
          const { status } = await post(url, '{}', agent);
          const kind = `${Math.floor(status / 100)}xx`;
          answers[kind] = (answers[kind] ?? 0) + 1;
        } catch {
          lost++;
        }
      }
    }),
  );
  agent.destroy();
  return { wantedMs: await wantedAfter(product, start), answers, lost };
}

/** Infinity: so many were never wanted. */
async function wantedAfter(product, start) {
  const deadline = Date.now() + RECORDED_MS;
  while (Date.now() < deadline) {
    const decisions = await product.decisions('sleeper', start);
    const first = decisions.find(
      ({ at, replicas }) => replicas >= WANTED && Date.parse(at) >= start,
    );
    if (first) return Date.parse(first.at) - start;
    await delay(250);
  }
  return Infinity;
}

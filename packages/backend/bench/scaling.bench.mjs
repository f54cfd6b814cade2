// How soon the product reacts: an idle service's first answer, and the replicas that a burst calls for. Measured from
// outside, on the whole of it: portal, local driver, gateway and model servers are started as `npm start` starts them.
//
// node bench/scaling.bench.mjs [--rounds=4] [--bursts=3]: about a minute and a half.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureBursts } from './burst.mjs';
import { measureColdStarts } from './coldStart.mjs';
import { Product } from './Product.mjs';

const COLD_START_MS = 250;
const BURST_MS = 2_000;

/**
 * Reports rows `{ name, value, goal, ok }`.
 *
 * @param {{ rounds?: number, bursts?: number, report: (row: { name: string, value: string, goal?: string, ok?: boolean }) => void }} options
 */
export async function run({ rounds = 4, bursts = 3, report }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenroom-scaling-'));
  const product = await Product.start(folder);
  try {
    reportColdStarts(await measureColdStarts(product, rounds), report);
    reportBursts(await measureBursts(product, bursts), report);
  } finally {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function reportColdStarts({ wakes, bare }, report) {
  const both = values =>
    `${quantile(values, 0.5).toFixed(0)} / ${quantile(values, 0.95).toFixed(
      0,
    )} ms`;
  const p95 = quantile(wakes, 0.95);
  report({
    name: `idle service, iris: first answer, p50 / p95 of ${wakes.length}`,
    value: both(wakes),
    goal: `p95 ≤ ${COLD_START_MS} ms`,
    ok: p95 <= COLD_START_MS,
  });
  report({
    name: 'the same of a model server that is started alone',
    value: both(bare),
  });
  report({
    name: 'what the product adds, p50',
    value: `${(quantile(wakes, 0.5) - quantile(bare, 0.5)).toFixed(0)} ms`,
  });
}

function reportBursts(measured, report) {
  const slowest = Math.max(...measured.map(({ wantedMs }) => wantedMs));
  report({
    name: `0 → 50 clients at once, 100 ms, target 5: ≥ 10 replicas wanted, slowest of ${measured.length}`,
    value: `${measured.map(({ wantedMs }) => wantedMs).join(', ')} ms`,
    goal: `< ${BURST_MS} ms`,
    ok: slowest < BURST_MS,
  });
  const answers = {};
  for (const burst of measured)
    for (const [kind, count] of Object.entries(burst.answers))
      answers[kind] = (answers[kind] ?? 0) + count;
  const lost = measured.reduce((sum, burst) => sum + burst.lost, 0);
  report({
    name: 'answers of the bursts, and requests without one',
    value: `${Object.entries(answers)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(', ')}; ${lost} lost`,
    goal: 'no 5xx, 0 lost',
    ok: !answers['5xx'] && lost === 0,
  });
}

/** The value below which a share of the values lies, by nearest rank. */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function option(name, fallback) {
  const given = process.argv.find(argument =>
    argument.startsWith(`--${name}=`),
  );
  return given ? Number(given.slice(name.length + 3)) : fallback;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = [];
  await run({
    rounds: option('rounds', 4),
    bursts: option('bursts', 3),
    report: row => rows.push(row),
  });
  console.table(rows);
  process.exitCode = rows.every(row => row.ok ?? true) ? 0 : 1;
}

/**
 * What the gateway costs, with tokens, a split and metrics on, beside nginx that proxies the same without them, and
 * beside no proxy at all. All run at the same time on the same machine and take turns, so that a slow moment hits all of
 * them; each has one worker, and each figure is the median of the ratios of its rounds. Other work on the machine shows
 * in the 99th percentile first.
 *
 * node bench/gateway.bench.mjs [--seconds=180]
 */
import { fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  graphsSnapshot,
  prefix,
  snapshotOf,
  startFork,
  startGateway,
  startNginx,
  token,
} from './contenders/start.mjs';
import { median, runAlone } from './figures.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const inferPath = '/v2/models/iris/infer';
const rounds = 7;
const openLoopRate = 1000;
const manyRoutes = 10_000;

/** Turns of one round, for the length of a turn; those that count quantiles are as long as eight: of a hundred requests one is in the 99th. */
const turnsPerRound = 48;
const quantileTurns = 8;

/**
 * How long the turns that compare CPU take at least in the round that warms up: a compiler that is still at work is no part
 * of what a request costs. nginx comes compiled.
 */
const warmUpSeconds = 1.5;

/**
 * Runs the comparison within about `seconds` and reports rows `{ name, value, goal, ok }`. Without nginx the rows that
 * compare with it say what was measured, without a goal.
 *
 * @param {{ seconds?: number, report: (row: { name: string, value: string, goal?: string, ok?: boolean }) => void }} options
 */
export async function run({ seconds = 180, report }) {
  const stops = [];
  try {
    const load = fork(path.join(here, 'contenders/load.mjs'));
    stops.push(() => load.kill());
    const call = order =>
      new Promise(resolve => {
        load.once('message', resolve);
        load.send(order);
      });
    const contenders = await startContenders(stops);
    const measured = await measure(
      contenders,
      call,
      seconds / (turnsPerRound * rounds),
    );
    reportRows(measured, report);
    await reportSnapshots(contenders, report);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function startContenders(stops) {
  const upstream = await startFork('upstream.mjs', [], stops);
  const guarded = { base: prefix, token };
  const few = snapshotOf(1, 10, upstream.port);
  const many = snapshotOf(1, manyRoutes, upstream.port);
  const nginx = await startNginx(upstream.port, stops);
  return {
    upstreamPort: upstream.port,
    direct: { ...upstream, base: '' },
    gateway: { ...(await startGateway(few, [], stops)), ...guarded },
    many: { ...(await startGateway(many, [], stops)), ...guarded },
    graphs: {
      ...(await startGateway(graphsSnapshot(1, upstream.port), [], stops)),
      base: '/graphs/demo',
    },
    ...(nginx && { nginx: { ...nginx, base: '' } }),
  };
}

/** One array a figure: a value of each round, by contender. */
async function measure(contenders, call, seconds) {
  const figures = new Map();
  const note = (figure, name, value) => {
    const key = `${figure} ${name}`;
    figures.set(key, [...(figures.get(key) ?? []), value]);
  };
  let errors = 0;
  const turn = async (name, target, options) => {
    const { port, pid, base, token: said } = contenders[name];
    const result = await call({
      port,
      pid,
      token: said,
      path: base + target,
      seconds,
      ...options,
    });
    errors += result.errors;
    return result;
  };
  const named = ['gateway', 'nginx'].filter(name => contenders[name]);
  for (let round = -1; round < rounds; round++) {
    // The round before the first warms up.
    const keep = round < 0 ? () => {} : note;
    const saturated = {
      connections: 64,
      seconds: round < 0 ? Math.max(seconds, warmUpSeconds) : seconds,
    };
    for (const name of ['gateway', 'many', 'nginx']) {
      if (!contenders[name]) continue;
      const { cpu, count } = await turn(name, inferPath, saturated);
      keep('cpu', name, (cpu / count) * 1e6);
    }
    for (const kind of ['sequence', 'ensemble']) {
      const { cpu, count } = await turn('graphs', `/${kind}`, saturated);
      keep('cpu', kind, (cpu / count) * 1e6);
    }
    const paced = {
      connections: 64,
      rate: openLoopRate,
      seconds: seconds * quantileTurns,
    };
    const { latenciesMs: ofSequence } = await turn(
      'graphs',
      '/sequence',
      paced,
    );
    keep('p50', 'sequence', quantile(ofSequence, 0.5));
    for (const name of ['direct', ...named]) {
      const { latenciesMs } = await turn(name, inferPath, paced);
      keep('p50', name, quantile(latenciesMs, 0.5));
      keep('p99', name, quantile(latenciesMs, 0.99));
    }
    for (const name of named) {
      const { count } = await turn(name, '/big', { connections: 8 });
      keep('big', name, count / seconds);
      const uploads = await turn(name, '/upload', {
        connections: 8,
        bodyBytes: 1024 * 1024,
      });
      keep('uploads', name, uploads.count / seconds);
      const events = await turn(name, '/events', { connections: 16 });
      keep('events', name, events.count / seconds);
      const single = await turn(name, '/events', { connections: 1 });
      keep('first', name, quantile(single.firstMs, 0.5));
    }
  }
  return { figures, errors, hasNginx: contenders.nginx !== undefined };
}

function reportRows({ figures, errors, hasNginx }, report) {
  const of = (figure, name) => figures.get(`${figure} ${name}`) ?? [];
  const middle = (figure, name) => median(of(figure, name));
  /** The median over the rounds of what two contenders had in the same round. */
  const both = (figure, a, b, combine) =>
    median(of(figure, a).map((value, i) => combine(value, of(figure, b)[i])));
  const row = (name, value, unit, goal, limit, isAtLeast = false) =>
    report({
      name,
      value: `${value.toFixed(2)}${unit}`,
      goal: `${isAtLeast ? '≥' : '≤'} ${goal}`,
      ok: isAtLeast ? value >= limit : value <= limit,
    });
  const ratio = (a, b) => a / b;
  const difference = (a, b) => a - b;

  for (const name of hasNginx ? ['gateway', 'nginx'] : ['gateway']) {
    const rate = (figure, contender) =>
      `${middle(figure, contender).toFixed(0)}/s`;
    const added = p => both(p, name, 'direct', difference).toFixed(3);
    report({
      name: `${name}: CPU per request; added p50, p99 at ${openLoopRate}/s; 1 MiB down, up; streams of 100 events`,
      value: `${middle('cpu', name).toFixed(1)} µs; ${added('p50')}, ${added(
        'p99',
      )} ms; ${rate('big', name)}, ${rate('uploads', name)}; ${rate(
        'events',
        name,
      )}`,
    });
  }
  if (hasNginx) {
    const addedBy = (p, name) => both(p, name, 'direct', difference);
    const p50 = addedBy('p50', 'nginx');
    row(
      'CPU per request ÷ nginx',
      both('cpu', 'gateway', 'nginx', ratio),
      'x',
      '1.7x',
      1.7,
    );
    row('added p50 ÷ nginx', addedBy('p50', 'gateway') / p50, 'x', '2x', 2);
    row(
      'added p99 - nginx',
      // Of the same round: what a slow moment adds to direct requests is in neither
      both('p99', 'gateway', 'nginx', difference),
      ' ms',
      '1 ms',
      1,
    );
    row(
      '1 MiB answers ÷ nginx',
      both('big', 'gateway', 'nginx', ratio),
      'x',
      '0.7x',
      0.7,
      true,
    );
    row(
      '1 MiB uploads ÷ nginx',
      both('uploads', 'gateway', 'nginx', ratio),
      'x',
      '0.7x',
      0.7,
      true,
    );
    row(
      'streams of 100 events ÷ nginx',
      both('events', 'gateway', 'nginx', ratio),
      'x',
      '0.7x',
      0.7,
      true,
    );
    row(
      'first event - nginx',
      both('first', 'gateway', 'nginx', difference),
      ' ms',
      '0.3 ms',
      0.3,
    );
  }
  report({
    name: 'graphs: CPU per request of a Sequence of 2, of an Ensemble of 3',
    value: `${middle('cpu', 'sequence').toFixed(1)}, ${middle(
      'cpu',
      'ensemble',
    ).toFixed(1)} µs`,
  });
  if (hasNginx) {
    const perHop = kind => both('cpu', kind, 'nginx', ratio);
    row('Sequence of 2 ÷ nginx', perHop('sequence'), 'x', '3.5x', 3.5);
    row('Ensemble of 3 ÷ nginx', perHop('ensemble'), 'x', '4.5x', 4.5);
  }
  row(
    'Sequence of 2, added p50 over two direct calls',
    both('p50', 'sequence', 'direct', (graph, direct) => graph - 2 * direct),
    ' ms',
    '0.3 ms',
    0.3,
  );
  row(
    `CPU per request, ${manyRoutes} routes ÷ 10`,
    both('cpu', 'many', 'gateway', ratio),
    'x',
    '1.05x',
    1.05,
  );
  report({
    name: 'errors',
    value: String(errors),
    goal: '0',
    ok: errors === 0,
  });
}

/** How long it takes until a snapshot of many routes is live in the worker. */
async function reportSnapshots({ many, upstreamPort }, report) {
  const times = [];
  for (let version = 2; version < 2 + rounds; version++)
    times.push(await many.adopt(snapshotOf(version, manyRoutes, upstreamPort)));
  const value = median(times);
  report({
    name: `snapshot of ${manyRoutes} routes live`,
    value: `${value.toFixed(0)} ms`,
    goal: '≤ 200 ms',
    ok: value <= 200,
  });
}

function quantile(values, q) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await runAlone(run, 180);

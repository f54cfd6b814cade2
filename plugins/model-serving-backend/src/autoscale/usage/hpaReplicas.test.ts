import fc from 'fast-check';
import { groupReplicas } from './groupReplicas';
import { hpaReplicas } from './hpaReplicas';
import type { UsageMetric, UsageReplica } from './types';

const NOW = 10_000_000;
const tolerance = { up: 0.1, down: 0.1 };

/** Long since ready, measured now. */
const using = (cpu: number | undefined): UsageReplica => ({
  state: 'ready',
  startedAt: NOW - 900_000,
  readyChangedAt: NOW - 890_000,
  measuredAt: NOW,
  ...(cpu === undefined ? {} : { cpu: cpu / 1000, memory: cpu / 1000 }),
});
const starting = (cpu: number): UsageReplica => ({
  ...using(cpu),
  state: 'unready',
  startedAt: NOW - 1_000,
  readyChangedAt: undefined,
});

const of = (
  current: number,
  replicas: readonly UsageReplica[],
  metric: UsageMetric,
  request = 1,
) =>
  hpaReplicas(metric, {
    current,
    grouped: groupReplicas(replicas, metric.resource, NOW),
    requests: { cpu: request, memory: request },
    tolerance,
  });
const share = (utilization: number): UsageMetric => ({
  resource: 'cpu',
  utilization,
});
const value = (milli: number): UsageMetric => ({
  resource: 'memory',
  averageValue: milli / 1000,
});
const all = (...cpu: number[]) => cpu.map(using);

describe('hpaReplicas', () => {
  // Thousandths of a core; each asks for one core
  it.each`
    what                                   | current | replicas                                                 | target           | wants | measured
    ${'grows to the target'}               | ${3}    | ${all(300, 500, 700)}                                    | ${share(30)}     | ${5}  | ${50}
    ${'ignores one that starts'}           | ${3}    | ${[starting(300), ...all(500, 700)]}                     | ${share(30)}     | ${4}  | ${60}
    ${'shrinks to the target'}             | ${5}    | ${all(100, 300, 500, 250, 250)}                          | ${share(50)}     | ${3}  | ${28}
    ${'stays within the tolerance'}        | ${3}    | ${all(1010, 1030, 1020)}                                 | ${share(100)}    | ${3}  | ${102}
    ${'takes missing ones for full'}       | ${4}    | ${[...all(400, 95), using(undefined), using(undefined)]} | ${share(100)}    | ${3}  | ${24}
    ${'10 at 50 % of 56: one less'}        | ${10}   | ${all(...Array(10).fill(500))}                           | ${share(56)}     | ${9}  | ${50}
    ${'10 at 50 % of 55: within'}          | ${10}   | ${all(...Array(10).fill(500))}                           | ${share(55)}     | ${10} | ${50}
    ${'missing ones may hold a fall back'} | ${3}    | ${[...all(300), using(undefined), using(undefined)]}     | ${share(50)}     | ${3}  | ${30}
    ${'missing ones may hold growth back'} | ${3}    | ${[...all(600), using(undefined), using(undefined)]}     | ${share(50)}     | ${3}  | ${60}
    ${'grows with missing ones as idle'}   | ${4}    | ${[...all(500, 500, 700), using(undefined)]}             | ${share(30)}     | ${6}  | ${56}
    ${'means of a value'}                  | ${3}    | ${all(20_000, 10_000, 30_000)}                           | ${value(15_000)} | ${4}  | ${20}
    ${'a value, with missing ones'}        | ${3}    | ${[...all(10_000), using(undefined), using(undefined)]}  | ${value(15_000)} | ${3}  | ${10}
  `('$what', ({ current, replicas, target, wants, measured }) => {
    expect(of(current, replicas, target)).toMatchObject({
      replicas: wants,
      measured,
    });
  });

  it('counts what each asks for', () => {
    const grouped = { ready: [1.01, 1.03, 1.02], ignored: 0, missing: 0 };
    const proposal = hpaReplicas(share(50), {
      current: 3,
      grouped,
      requests: { cpu: 2 },
      tolerance,
    });
    expect(proposal).toMatchObject({ replicas: 3, measured: 51 });
  });

  it.each`
    what                       | replicas                               | requests      | problem
    ${'nothing is asked for'}  | ${all(1)}                              | ${{}}         | ${'missing request for cpu'}
    ${'there is nobody'}       | ${[]}                                  | ${{ cpu: 1 }} | ${'there is no replica to measure'}
    ${'nobody was measured'}   | ${[using(undefined)]}                  | ${{ cpu: 1 }} | ${'no replica was measured yet (0 starting, 1 without a measurement)'}
    ${'everybody is starting'} | ${[starting(9), { state: 'pending' }]} | ${{ cpu: 1 }} | ${'no replica was measured yet (2 starting, 0 without a measurement)'}
  `('says that $what', ({ replicas, requests, problem }) => {
    const grouped = groupReplicas(replicas, 'cpu', NOW);
    expect(
      hpaReplicas(share(50), { current: 1, grouped, requests, tolerance }),
    ).toEqual({ problem });
  });

  it('never wants less for more usage, or more while it is below its target', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4_000 }), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 0, max: 3_000 }),
        (usages, target, missing, more) => {
          const rest = Array<number | undefined>(missing).fill(undefined);
          const current = usages.length + missing;
          const wants = (list: readonly number[]) => {
            const found = of(
              current,
              [...list, ...rest].map(using),
              share(target),
            );
            if ('problem' in found) throw new Error(found.problem);
            return found;
          };
          const now = wants(usages);
          const later = wants(usages.map(usage => usage + more));
          expect(later.replicas).toBeGreaterThanOrEqual(now.replicas);
          const [least, most] = [
            now.ratio > 1 ? current : 0,
            now.ratio < 1 ? current : Infinity,
          ];
          expect(now.replicas).toBeGreaterThanOrEqual(least);
          expect(now.replicas).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});

describe('groupReplicas', () => {
  const ready = using(100);
  const unready = { ...ready, state: 'unready' as const };
  const young = { ...ready, startedAt: NOW - 60_000 };
  it.each`
    what                                       | replica                                         | is
    ${'long ready'}                            | ${ready}                                        | ${'ready'}
    ${'without a process'}                     | ${{ state: 'pending' }}                         | ${'ignored'}
    ${'not measured'}                          | ${using(undefined)}                             | ${'missing'}
    ${'old, unready for a while'}              | ${{ ...unready, readyChangedAt: NOW - 60_000 }} | ${'ready'}
    ${'old, never ready'}                      | ${{ ...unready, readyChangedAt: undefined }}    | ${'ignored'}
    ${'young and unready'}                     | ${{ ...young, state: 'unready' }}               | ${'ignored'}
    ${'young, measured since it was ready'}    | ${{ ...young, readyChangedAt: NOW - 5_000 }}    | ${'ready'}
    ${'young, measured partly while it began'} | ${{ ...young, readyChangedAt: NOW - 4_999 }}    | ${'ignored'}
  `('$what: $is', ({ replica, is }) => {
    const grouped = groupReplicas([replica], 'cpu', NOW);
    expect({ ...grouped, ready: grouped.ready.length }).toMatchObject({
      ready: 0,
      ignored: 0,
      missing: 0,
      [is]: 1,
    });
  });

  it('counts memory of those that start', () => {
    expect(groupReplicas([starting(5)], 'memory', NOW).ready).toEqual([0.005]);
  });
});

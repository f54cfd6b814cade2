import fc from 'fast-check';
import { defaultScalingBehavior } from '@greenroom/backstage-plugin-model-serving-common';
import { explainUsage } from './explainUsage';
import type { UsageReplica, UsageScale } from './types';
import type { UsageMemory } from './UsageRecord';
import { firstUsageMemory, usageStep } from './usageStep';

const NOW = 10_000_000;
const MEBIBYTE = 2 ** 20;
const requests = { cpu: 1, memory: 100 * MEBIBYTE };
const spec: UsageScale = {
  kind: 'usage',
  metrics: [{ resource: 'cpu', utilization: 50 }],
  minScale: 1,
  maxScale: 8,
  behavior: defaultScalingBehavior,
};
const replica = (cpu?: number, memory?: number): UsageReplica => ({
  state: 'ready',
  startedAt: NOW - 900_000,
  readyChangedAt: NOW - 890_000,
  measuredAt: NOW,
  ...(cpu === undefined ? {} : { cpu }),
  ...(memory === undefined ? {} : { memory: memory * MEBIBYTE }),
});
const has = (replicas: number, change: Partial<UsageMemory> = {}) => ({
  replicas,
  recommendations: [],
  changes: [],
  ...change,
});
const both: UsageScale = {
  ...spec,
  metrics: [
    { resource: 'cpu', utilization: 50 },
    { resource: 'memory', averageValue: 40 * MEBIBYTE },
  ],
};

describe('usageStep', () => {
  it.each`
    change                       | before                                                              | pods                                     | replicas | words
    ${{}}                        | ${has(2)}                                                           | ${[replica(0.6), replica(0.9)]}          | ${3}     | ${'3 replicas: cpu 75 % of what replicas ask for / target 50 %'}
    ${{}}                        | ${has(1)}                                                           | ${[replica(0.52)]}                       | ${1}     | ${'1 replica: cpu 52 % of what replicas ask for / target 50 %'}
    ${{ maxScale: 2 }}           | ${has(2)}                                                           | ${[replica(0.6), replica(0.9)]}          | ${2}     | ${'2 replicas: cpu 75 % of what replicas ask for / target 50 %; 3 wanted, at most 2'}
    ${{ minScale: 2 }}           | ${has(3)}                                                           | ${Array(3).fill(replica(0.05))}          | ${2}     | ${'2 replicas: cpu 5 % of what replicas ask for / target 50 %; 1 wanted, at least 2'}
    ${{}}                        | ${has(1)}                                                           | ${[replica(8)]}                          | ${5}     | ${'5 replicas: cpu 800 % of what replicas ask for / target 50 %; 16 wanted, no faster than the policies allow'}
    ${{}}                        | ${has(4, { recommendations: [{ at: NOW - 60_000, replicas: 4 }] })} | ${Array(4).fill(replica(0.1))}           | ${4}     | ${'4 replicas: cpu 10 % of what replicas ask for / target 50 %; 1 wanted, when that has been so for 300 s'}
    ${{}}                        | ${has(9)}                                                           | ${[]}                                    | ${8}     | ${'8 replicas: at most 8'}
    ${{ minScale: 3 }}           | ${has(1)}                                                           | ${[]}                                    | ${3}     | ${'3 replicas: at least 3'}
    ${{}}                        | ${has(2)}                                                           | ${[replica(), replica()]}                | ${2}     | ${'2 replicas: nothing changes, as cpu could not be looked at: no replica was measured yet (0 starting, 2 without a measurement)'}
    ${{ metrics: both.metrics }} | ${has(1)}                                                           | ${[replica(0.6, 90)]}                    | ${3}     | ${'3 replicas: memory 90 MiB a replica / target 40 MiB'}
    ${{ metrics: both.metrics }} | ${has(1)}                                                           | ${[replica(undefined, 90)]}              | ${3}     | ${'3 replicas: memory 90 MiB a replica / target 40 MiB; besides, cpu could not be looked at: no replica was measured yet (0 starting, 1 without a measurement)'}
    ${{ metrics: both.metrics }} | ${has(3)}                                                           | ${Array(3).fill(replica(undefined, 10))} | ${3}     | ${'3 replicas: nothing changes, as cpu could not be looked at: no replica was measured yet (0 starting, 3 without a measurement)'}
  `('$words', ({ change, before, pods, replicas, words }) => {
    const record = usageStep({
      at: NOW,
      spec: { ...spec, ...change },
      requests,
      pods,
      before,
    });
    expect(record.replicas).toBe(replicas);
    expect(explainUsage(record)).toBe(words);
    expect(record.after.replicas).toBe(replicas);
  });

  it('begins with what there is, and lets nothing fall for a window', () => {
    const before = firstUsageMemory(spec, { now: NOW, told: 5 });
    expect(before.replicas).toBe(5);
    const look = (at: number) =>
      usageStep({
        at,
        spec,
        requests,
        before,
        pods: Array(5).fill({ ...replica(0), measuredAt: at }),
      }).replicas;
    expect(look(NOW + 299_999)).toBe(5);
    expect(look(NOW + 300_000)).toBe(1);
    expect(firstUsageMemory(spec, { now: NOW }).replicas).toBe(1);
    expect(firstUsageMemory(spec, { now: NOW, told: 50 }).replicas).toBe(8);
  });

  it('stays within its bounds and replays from its records, whatever is measured', () => {
    const policy = fc.record({
      type: fc.constantFrom('Pods' as const, 'Percent' as const),
      value: fc.integer({ min: 1, max: 200 }),
      periodSeconds: fc.integer({ min: 1, max: 120 }),
    });
    const rules = fc.record({
      stabilizationWindowSeconds: fc.integer({ min: 0, max: 120 }),
      selectPolicy: fc.constantFrom(
        'Max' as const,
        'Min' as const,
        'Disabled' as const,
      ),
      policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
      tolerance: fc.constantFrom(0, 0.1, 0.5),
    });
    const scale = fc
      .record({
        minScale: fc.integer({ min: 1, max: 4 }),
        more: fc.integer({ min: 1, max: 8 }),
        scaleUp: rules,
        scaleDown: rules,
      })
      .map(
        ({ minScale, more, ...behavior }): UsageScale => ({
          ...both,
          minScale,
          maxScale: minScale + more,
          behavior,
        }),
      );
    const measured = fc.option(fc.double({ min: 0, max: 4, noNaN: true }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(
        scale,
        fc.array(fc.array(fc.tuple(measured, measured), { maxLength: 8 }), {
          maxLength: 20,
        }),
        (wish, looks) => {
          let before = firstUsageMemory(wish, { now: NOW });
          for (const [i, usages] of looks.entries()) {
            const record = usageStep({
              at: NOW + i * 15_000,
              spec: wish,
              requests,
              pods: usages.map(([cpu, memory]) =>
                replica(cpu, memory && memory * 100),
              ),
              before,
            });
            expect(record.replicas).toBeGreaterThanOrEqual(wish.minScale);
            expect(record.replicas).toBeLessThanOrEqual(wish.maxScale);
            const kept = JSON.parse(JSON.stringify(record));
            const { at, pods } = kept;
            expect(
              usageStep({
                at,
                spec: kept.spec,
                requests: kept.requests,
                pods,
                before: kept.before,
              }),
            ).toEqual(kept);
            before = record.after;
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

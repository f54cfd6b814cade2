import { testScaleRecord } from '../../store/__testUtils__';
import type { StoredResource } from '../../store/types';
import { defaultScalingBehavior } from '@greenroom/backstage-plugin-model-serving-common';
import { usageStep } from '../../autoscale';
import { deploymentScaling } from './deploymentScaling';

type Stored = StoredResource<'InferenceService'>;

const stored = {
  uid: 'u1',
  ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
  observed: {
    revisions: [
      { name: 'iris-predictor-00002', component: 'predictor', percent: 100 },
      { name: 'iris-predictor-00001', component: 'predictor', percent: 0 },
      {
        name: 'iris-transformer-00001',
        component: 'transformer',
        percent: 100,
      },
    ],
  },
} as unknown as Stored;

const record = (at: number) => testScaleRecord({ at });
const DAY = 24 * 60 * 60 * 1000;
const nothingKept = { list: async () => [] };

describe('deploymentScaling', () => {
  it.each`
    kind                         | spec                                  | min  | max
    ${'HorizontalPodAutoscaler'} | ${{ minReplicas: 2, maxReplicas: 5 }} | ${2} | ${5}
    ${'HorizontalPodAutoscaler'} | ${{ minReplicas: 0 }}                 | ${1} | ${1}
    ${'ScaledObject'}            | ${{ minReplicas: 0, maxReplicas: 3 }} | ${0} | ${3}
  `(
    'says that the $kind of the cluster decides, between $min and $max',
    async ({ kind, spec, min, max }) => {
      const scaledBy = { kind, name: 'iris-predictor-00002' };
      const [revision] = stored.observed!.revisions;
      const { items } = await deploymentScaling(
        {
          ...stored,
          object: { spec: { predictor: spec } },
          observed: {
            revisions: [{ ...revision, facts: { desired: 3, scaledBy } }],
          },
        } as unknown as Stored,
        {},
        { records: () => 'fixed', kept: nothingKept, now: 0 },
      );
      expect(items).toEqual([
        {
          component: 'predictor',
          revision: revision.name,
          decisions: [],
          scaledBy: { ...scaledBy, replicas: 3, min, max },
        },
      ]);
    },
  );

  it.each`
    metric                                           | memory       | shown
    ${{ resource: 'cpu', utilization: 50 }}          | ${undefined} | ${{ metric: 'cpu', target: 1, total: 2, stable: 0.8, desired: 1 }}
    ${{ resource: 'memory', averageValue: 2 ** 20 }} | ${2 ** 21}   | ${{ metric: 'memory', target: 2 ** 20, total: 2 ** 20, stable: 2 ** 21, desired: 2 }}
    ${{ resource: 'memory', utilization: 50 }}       | ${undefined} | ${{ metric: 'memory', target: 0, total: 0, stable: undefined, desired: undefined }}
  `('shows usage as what a replica has and should have: $shown', async row => {
    const usage = usageStep({
      at: 900_000,
      spec: {
        kind: 'usage',
        metrics: [row.metric],
        minScale: 1,
        maxScale: 4,
        behavior: defaultScalingBehavior,
      },
      requests: { cpu: 2 },
      pods: [
        {
          state: 'ready',
          startedAt: 0,
          readyChangedAt: 60_000,
          measuredAt: 900_000,
          cpu: 0.8,
          memory: row.memory,
        },
      ],
      before: { replicas: 1, recommendations: [], changes: [] },
    });
    const { items } = await deploymentScaling(
      stored,
      {},
      { records: () => [usage], kept: nothingKept, now: 0 },
    );
    expect(items[0].decisions).toEqual([
      {
        at: '1970-01-01T00:15:00.000Z',
        because: expect.stringContaining(row.metric.resource),
        ready: 1,
        min: 1,
        max: 4,
        activity: 'active',
        replicas: row.shown.desired ?? 1,
        ...row.shown,
      },
    ]);
  });

  it('says why there are as many replicas as there are, of what has the requests', async () => {
    const asked: string[] = [];
    const { items } = await deploymentScaling(
      stored,
      {},
      {
        records: (cluster, key) => {
          asked.push(`${cluster} ${key}`);
          return key.includes('predictor')
            ? Array.from({ length: 70 }, (_, i) => record(i * 2_000))
            : 'fixed';
        },
        kept: nothingKept,
        now: 0,
      },
    );
    expect(asked).toEqual([
      'local demo/iris-predictor-00002',
      'local demo/iris-transformer-00001',
    ]);
    expect(items).toHaveLength(1);
    const [{ component, revision, decisions }] = items;
    expect([component, revision]).toEqual([
      'predictor',
      'iris-predictor-00002',
    ]);
    expect(decisions).toHaveLength(60);
    expect(decisions.at(-1)).toEqual({
      at: '1970-01-01T00:02:18.000Z',
      because:
        '3 replicas: 27 concurrent requests over 60 s / target 10 (70 % of 14.3)',
      replicas: 3,
      ready: 2,
      min: 0,
      max: 5,
      metric: 'concurrency',
      target: 10,
      total: 14.3,
      stable: 27,
      panic: 27,
      desired: 3,
      activity: 'active',
    });
  });

  it('says what was kept where another backend decides', async () => {
    const asked: unknown[] = [];
    const kept = {
      list: async (...question: unknown[]) => {
        asked.push(question);
        return [record(1_000)];
      },
    };
    const { items } = await deploymentScaling(
      stored,
      {},
      { records: () => undefined, kept, now: DAY + 5 },
    );
    expect(items.map(({ decisions }) => decisions.length)).toEqual([1, 1]);
    expect(items[0].decisions[0].record).toBeUndefined();
    expect(asked[0]).toEqual([
      'u1',
      'demo/iris-predictor-00002',
      { from: 5, limit: 60 },
    ]);
  });

  it('tells of a day with all that was decided from, of revisions before, too', async () => {
    const asked: unknown[] = [];
    const kept = {
      list: async (_uid: string, key: string, { from }: { from: number }) => {
        asked.push([key, from]);
        return key.endsWith('1') ? [record(1_000)] : [];
      },
    };
    const sources = { records: () => undefined, kept, now: 2 * DAY };
    const { items } = await deploymentScaling(stored, { since: 7 }, sources);
    expect(asked[0]).toEqual(['demo/iris-predictor-00002', DAY]);
    expect(items.map(({ revision }) => revision)).toEqual([
      'iris-predictor-00001',
      'iris-transformer-00001',
    ]);
    expect(items[0].decisions[0].record).toEqual(record(1_000));
  });

  it('says nothing of what has a fixed number, or was never decided', async () => {
    const of = (records: 'fixed' | undefined) =>
      deploymentScaling(
        stored,
        {},
        { records: () => records, kept: nothingKept, now: 0 },
      );
    expect(await of('fixed')).toEqual({ items: [] });
    expect(await of(undefined)).toEqual({ items: [] });
  });
});

import type { ScaleRecord } from '../../autoscale';
import type { StoredResource } from '../../store/types';
import { deploymentScaling } from './deploymentScaling';

type Stored = StoredResource<'InferenceService'>;

const stored = {
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

const record = (at: number): ScaleRecord => ({
  at,
  spec: {
    metric: 'concurrency',
    aggregation: 'linear',
    target: 10,
    total: 14.3,
    stableWindowMs: 60_000,
    panicWindowMs: 6_000,
    panicThreshold: 2,
    maxScaleUpRate: 1000,
    maxScaleDownRate: 2,
    activationScale: 1,
    targetBurstCapacity: 211,
    minScale: 0,
    maxScale: 5,
    initialScale: 1,
    enableScaleToZero: true,
    graceMs: 30_000,
    retentionMs: 0,
    scaleDownDelayMs: 0,
  },
  ready: 2,
  inflight: 27,
  stable: 27,
  panic: 27,
  desired: 3,
  explanation: {
    stableReplicas: 3,
    panicReplicas: 3,
    maxUp: 2000,
    maxDown: 1,
    isPanicking: false,
  },
  want: 3,
  replicas: 3,
  activity: 'active',
});

describe('deploymentScaling', () => {
  it('says why there are as many replicas as there are, of what has the requests', () => {
    const asked: string[] = [];
    const { items } = deploymentScaling(stored, (cluster, key) => {
      asked.push(`${cluster} ${key}`);
      return key.includes('predictor')
        ? Array.from({ length: 70 }, (_, i) => record(i * 2_000))
        : undefined;
    });
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

  it('says nothing of what has a fixed number, or is not looked at here', () => {
    expect(deploymentScaling(stored, () => undefined)).toEqual({ items: [] });
  });
});

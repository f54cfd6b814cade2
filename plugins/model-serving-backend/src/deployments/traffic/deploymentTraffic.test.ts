import { latencyBucketsMs } from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredResource } from '../../store/types';
import { deploymentTraffic } from './deploymentTraffic';

type Stored = StoredResource<'InferenceService'>;

const guard = {
  revision: 'iris-predictor-00002',
  percent: 20,
  at: '2026-01-01T00:00:00.000Z',
  because: 'it failed',
};
const stored = (revisions: object[], rollouts = {}): Stored =>
  ({
    ref: { cluster: 'local', namespace: 'demo', name: 'iris' },
    object: { spec: { predictor: { canaryTrafficPercent: 20 } } },
    observed: { revisions, rollouts },
  } as unknown as Stored);
const split = [
  { name: 'iris-predictor-00001', component: 'predictor', percent: 80 },
  {
    name: 'iris-predictor-00002',
    component: 'predictor',
    percent: 20,
    isCanary: true,
  },
  { name: 'iris-transformer-00001', component: 'transformer', percent: 100 },
];
const bucket = latencyBucketsMs.indexOf(8);

describe('deploymentTraffic', () => {
  it('shows observed beside configured shares, of split components only', () => {
    const counts: Record<string, [number, number]> = {
      'demo/iris-predictor-00001': [75, 0],
      'demo/iris-predictor-00002': [25, 5],
    };
    const { items } = deploymentTraffic(stored(split), key => ({
      requests: counts[key][0],
      failed: counts[key][1],
      latency: { [bucket]: counts[key][0] },
      since: 0,
    }));
    expect(items).toEqual([
      {
        component: 'predictor',
        since: '1970-01-01T00:00:00.000Z',
        percent: 20,
        revisions: [
          {
            name: 'iris-predictor-00001',
            isCanary: false,
            percent: 80,
            requests: 75,
            observedPercent: 75,
            errorRatio: 0,
            p95Ms: expect.closeTo(8, 0),
          },
          {
            name: 'iris-predictor-00002',
            isCanary: true,
            percent: 20,
            requests: 25,
            observedPercent: 25,
            errorRatio: 0.2,
            p95Ms: expect.closeTo(8, 0),
          },
        ],
      },
    ]);
  });

  it('says what is configured, and why it does not hold, where nothing is measured', () => {
    const [stable, canary] = split;
    const held = [
      { ...stable, percent: 100 },
      { ...canary, percent: 0 },
    ];
    const rollouts = { predictor: { guard } };
    expect(
      deploymentTraffic(stored(held, rollouts), () => undefined).items,
    ).toEqual([
      {
        component: 'predictor',
        percent: 20,
        guard,
        revisions: [
          { name: 'iris-predictor-00001', isCanary: false, percent: 100 },
          { name: 'iris-predictor-00002', isCanary: true, percent: 0 },
        ],
      },
    ]);
  });

  it('tells canaries that the spec names apart, with what each is to have', () => {
    const named = (canary: string, number: number, percent: number) => ({
      name: `iris-predictor-0000${number}`,
      component: 'predictor',
      percent,
      isCanary: true,
      canary,
    });
    const [stable] = split;
    const given = stored(
      [
        { ...stable, percent: 0, isServing: true },
        named('blue', 2, 0),
        named('green', 3, 70),
      ],
      { predictor: { guards: [{ ...guard, percent: 30 }] } },
    );
    given.object.spec = {
      predictor: {},
      canary: [
        { predictor: { name: 'blue' }, trafficPercent: 30 },
        { predictor: { name: 'green' }, trafficPercent: 70 },
      ],
    };
    const [item] = deploymentTraffic(given, () => undefined).items;
    expect(item).toMatchObject({
      percent: 100,
      revisions: [
        { isCanary: false, percent: 0 },
        {
          canary: 'blue',
          percent: 0,
          askedPercent: 30,
          guard: { because: 'it failed' },
        },
        { canary: 'green', percent: 70, askedPercent: 70 },
      ],
    });
  });

  it('has nothing to say of a deployment that was not looked at yet', () => {
    const fresh = { ...stored([]), observed: undefined };
    expect(deploymentTraffic(fresh, () => undefined)).toEqual({ items: [] });
  });
});

import type {
  ComponentExtension,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { replicaRequests, usageReplicas } from './replicaUsage';
import { usageScaleOf } from './usageScaleOf';

const cluster = { autoscalerClasses: ['none', 'kpa', 'hpa'], maxReplicas: 8 };
const scaler = 'serving.kserve.io/autoscalerClass';
const of = (
  component: ComponentExtension,
  annotations: Record<string, string> = { [scaler]: 'hpa' },
  classes = cluster.autoscalerClasses,
) => {
  const service: InferenceService = {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', annotations },
    spec: { predictor: {} },
  };
  return usageScaleOf({
    service,
    component,
    cluster: { ...cluster, autoscalerClasses: classes },
  });
};
const listed = (...targets: object[]): ComponentExtension => ({
  maxReplicas: 3,
  autoScaling: {
    metrics: targets.map(target => ({
      type: 'Resource',
      resource: { name: 'memory', target },
    })),
  },
});

it.each`
  component                                                                                | expected
  ${{ minReplicas: 5, maxReplicas: 10, scaleMetric: 'cpu', scaleTarget: 50 }}              | ${{ minScale: 5, maxScale: 8, metrics: [{ resource: 'cpu', utilization: 50 }] }}
  ${{ maxReplicas: 3 }}                                                                    | ${{ minScale: 1, maxScale: 3, metrics: [{ resource: 'cpu', utilization: 80 }] }}
  ${{ minReplicas: 0, maxReplicas: 3 }}                                                    | ${{ minScale: 1 }}
  ${{ maxReplicas: 3, scaleMetric: 'memory', scaleTarget: 150 }}                           | ${{ metrics: [{ resource: 'memory', utilization: 150 }] }}
  ${{ maxReplicas: 3, scaleMetric: 'memory' }}                                             | ${{ metrics: [{ resource: 'cpu', utilization: 80 }] }}
  ${listed({ type: 'AverageValue', averageValue: '1Mi' }, { averageUtilization: 70 })}     | ${{ metrics: [{ resource: 'memory', averageValue: 2 ** 20 }, { resource: 'memory', utilization: 70 }] }}
  ${{ ...listed({ averageUtilization: 70 }), autoScaling: { behavior: { scaleUp: {} } } }} | ${{ metrics: [{ resource: 'cpu', utilization: 80 }] }}
`('scales $component', ({ component, expected }) => {
  expect(of(component)).toMatchObject(expected);
});

it('takes what KServe would make an HPA of without a class', () => {
  expect(of({ maxReplicas: 2, scaleMetric: 'cpu' }, {})).toBeDefined();
  expect(of(listed({ averageUtilization: 70 }), {})).toBeDefined();
  const knative = {
    'autoscaling.knative.dev/class': 'hpa.autoscaling.knative.dev',
    'autoscaling.knative.dev/metric': 'memory',
    'autoscaling.knative.dev/target': '60',
    'autoscaling.knative.dev/min-scale': '2',
    'autoscaling.knative.dev/max-scale': '4',
  };
  expect(of({}, knative)).toMatchObject({
    minScale: 2,
    maxScale: 4,
    metrics: [{ resource: 'memory', utilization: 60 }],
  });
});

it.each`
  why                                 | scale
  ${'its bounds leave nothing'}       | ${of({ minReplicas: 2, maxReplicas: 2 })}
  ${'a maximum is not given'}         | ${of({ minReplicas: 2 })}
  ${'its requests scale it'}          | ${of({ maxReplicas: 3 }, {})}
  ${'it has another class'}           | ${of({ maxReplicas: 3 }, { [scaler]: 'none' })}
  ${'the cluster has no such scaler'} | ${of({ maxReplicas: 3 }, undefined, ['none', 'kpa'])}
`('does not scale where $why', ({ scale }) => {
  expect(scale).toBeUndefined();
});

describe('replicaRequests', () => {
  const pod = (...resources: object[]) => ({
    labels: {},
    annotations: {},
    spec: {
      containers: resources.map((one, i) => ({
        name: `c${i}`,
        resources: one,
      })),
    },
  });
  it.each`
    what                            | pod                                                                                           | requests
    ${'the sum of its containers'}  | ${pod({ requests: { cpu: '500m', memory: '1Mi' } }, { requests: { cpu: 1, memory: '1Mi' } })} | ${{ cpu: 1.5, memory: 2 * 2 ** 20 }}
    ${'limits, where nothing else'} | ${pod({ limits: { cpu: '2' } })}                                                              | ${{ cpu: 2 }}
    ${'the default of one'}         | ${pod({ requests: { cpu: '1' } }, {})}                                                        | ${{ cpu: 3 }}
    ${'none'}                       | ${pod()}                                                                                      | ${{}}
  `('$what', ({ pod: given, requests }) => {
    expect(replicaRequests(given, { cpu: '2' })).toEqual(requests);
  });
});

it('sees replicas as pods', () => {
  const at = '1970-01-01T00:00:01.000Z';
  const known = { id: 'r', restarts: 0 };
  expect(
    usageReplicas([
      { ...known, state: 'starting' },
      { ...known, state: 'starting', startedAt: at, memoryBytes: 5 },
      {
        ...known,
        state: 'ready',
        startedAt: at,
        readyAt: at,
        measuredAt: at,
        cpuCores: 0.5,
      },
      { ...known, state: 'backoff' },
      { ...known, state: 'draining' },
      { ...known, state: 'ended' },
    ]),
  ).toEqual([
    { state: 'pending' },
    { state: 'unready', startedAt: 1000, memory: 5 },
    {
      state: 'ready',
      startedAt: 1000,
      readyChangedAt: 1000,
      measuredAt: 1000,
      cpu: 0.5,
    },
    { state: 'unready' },
  ]);
});

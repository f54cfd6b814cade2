import type { ComponentExtension } from '@greenroom/backstage-plugin-model-serving-common';
import { clusterScaleOf } from './clusterScaleOf';

const CLASS = 'serving.kserve.io/autoscalerClass';
const cluster = { clusterAutoscalers: ['hpa', 'keda'], maxReplicas: 8 };
const of = (
  component: ComponentExtension,
  annotations: Record<string, string> = { [CLASS]: 'hpa' },
  clusterAutoscalers:
    | readonly string[]
    | undefined = cluster.clusterAutoscalers,
) =>
  clusterScaleOf({
    service: {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'iris', namespace: 'demo', annotations },
      spec: { predictor: {} },
    },
    component,
    cluster: { ...cluster, clusterAutoscalers },
  });
const usage = (name: 'cpu' | 'memory', averageUtilization: number) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization } },
});
const untargeted = {
  type: 'Resource' as const,
  resource: { name: 'cpu' as const, target: { type: 'Utilization' as const } },
};

it.each`
  component                                                                     | min  | max  | metrics
  ${{ minReplicas: 5, maxReplicas: 7, scaleMetric: 'cpu', scaleTarget: 50 }}    | ${5} | ${7} | ${[usage('cpu', 50)]}
  ${{}}                                                                         | ${1} | ${1} | ${[usage('cpu', 80)]}
  ${{ minReplicas: 0, maxReplicas: 3, autoScaling: { metrics: [untargeted] } }} | ${1} | ${3} | ${[usage('cpu', 80)]}
  ${{ minReplicas: 4, maxReplicas: 2 }}                                         | ${4} | ${4} | ${[usage('cpu', 80)]}
  ${{ maxReplicas: 90, scaleMetric: 'memory', scaleTarget: 70 }}                | ${1} | ${8} | ${[usage('memory', 70)]}
  ${{ maxReplicas: 2, scaleMetric: 'memory' }}                                  | ${1} | ${2} | ${[]}
`(
  'gives an HPA the bounds and metrics that KServe gives it: $component',
  ({ component, min, max, metrics }) => {
    expect(of(component)).toEqual({
      class: 'hpa',
      minReplicas: min,
      maxReplicas: max,
      metrics,
    });
  },
);

it('leaves KEDA zero, its metrics and its behavior', () => {
  const autoScaling = {
    metrics: [
      {
        type: 'External' as const,
        external: { metric: { query: 'q' }, target: { value: '0.6' } },
      },
    ],
    behavior: { scaleUp: { stabilizationWindowSeconds: 5 } },
  };
  expect(of({ minReplicas: 0, autoScaling }, { [CLASS]: 'keda' })).toEqual({
    class: 'keda',
    minReplicas: 0,
    maxReplicas: 1,
    ...autoScaling,
  });
});

it.each`
  why                                      | component                 | annotations            | classes
  ${'by its requests, as nobody says'}     | ${{ maxReplicas: 3 }}     | ${{}}                  | ${['hpa']}
  ${'by nobody'}                           | ${{ maxReplicas: 3 }}     | ${{ [CLASS]: 'none' }} | ${['hpa']}
  ${'by our own loop'}                     | ${{ scaleMetric: 'cpu' }} | ${{}}                  | ${undefined}
  ${'by what the cluster’s driver leaves'} | ${{ maxReplicas: 3 }}     | ${{ [CLASS]: 'keda' }} | ${['hpa']}
`('is none of what is scaled $why', ({ component, annotations, classes }) => {
  expect(
    clusterScaleOf({
      service: {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: { name: 'iris', namespace: 'demo', annotations },
        spec: { predictor: {} },
      },
      component,
      cluster: { maxReplicas: 8, clusterAutoscalers: classes },
    }),
  ).toBeUndefined();
});

it('takes a metric of usage for its class', () => {
  expect(of({ scaleMetric: 'cpu' }, {})).toMatchObject({ class: 'hpa' });
});

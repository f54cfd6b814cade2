import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { ComponentScale, scaleSpecOf } from './scaleSpecOf';
import { defaultAutoscalerSettings } from './settings';

type Component = Parameters<typeof scaleSpecOf>[0]['component'];

const service = (annotations: Record<string, string>): InferenceService => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name: 'iris', namespace: 'demo', annotations },
  spec: { predictor: {} },
});

const cluster = {
  autoscalerClasses: ['none', 'kpa'],
  scaleToZero: true,
  maxReplicas: 8,
};

const of = (
  component: Component,
  annotations: Record<string, string> = {},
  change: Partial<typeof cluster> = {},
) =>
  scaleSpecOf({
    service: service(annotations),
    component,
    settings: defaultAutoscalerSettings,
    cluster: { ...cluster, ...change },
  });

const K = 'autoscaling.knative.dev/';

it.each<[string, ReturnType<typeof of>, Partial<ComponentScale>]>([
  [
    'aims at 70 % of 100 in flight between its bounds',
    of({ minReplicas: 0, maxReplicas: 3 }),
    { minScale: 0, maxScale: 3, target: 70, total: 100, metric: 'concurrency' },
  ],
  [
    'knows no bound but the cluster’s where it is asked for without a maximum',
    of({ scaleMetric: 'concurrency' }),
    { minScale: 1, maxScale: 8 },
  ],
  [
    'stays within what the cluster runs',
    of({ minReplicas: 0, maxReplicas: 20 }),
    { maxScale: 8 },
  ],
  [
    'aims at a share of the target that was asked for',
    of({ maxReplicas: 3, scaleMetric: 'rps', scaleTarget: 10 }),
    { metric: 'rps', target: 7, total: 10 },
  ],
  [
    'gives a start as long as it is said to take',
    of({ maxReplicas: 3 }, { 'serving.knative.dev/progress-deadline': '20m' }),
    { progressDeadlineMs: 1_200_000 },
  ],
  [
    'never aims above the limit of a replica',
    of({ maxReplicas: 3, scaleTarget: 10, containerConcurrency: 2 }),
    { target: 1.4, total: 2 },
  ],
  [
    'takes annotations where the component says nothing',
    of(
      {},
      {
        [`${K}min-scale`]: '2',
        [`${K}max-scale`]: '4',
        [`${K}metric`]: 'rps',
        [`${K}target`]: '50',
        [`${K}target-utilization-percentage`]: '100',
        [`${K}window`]: '40s',
        [`${K}panic-window-percentage`]: '50',
        [`${K}panic-threshold-percentage`]: '400',
        [`${K}scale-down-delay`]: '10s',
      },
    ),
    {
      minScale: 2,
      maxScale: 4,
      metric: 'rps',
      target: 50,
      stableWindowMs: 40_000,
      panicWindowMs: 20_000,
      panicThreshold: 4,
      scaleDownDelayMs: 10_000,
    },
  ],
  [
    'keeps one where the cluster cannot do with none',
    of({ minReplicas: 0, maxReplicas: 2 }, {}, { scaleToZero: false }),
    { minScale: 1, enableScaleToZero: false },
  ],
])('%s', (_case, spec, expected) => {
  const { target = spec?.target, ...rest } = expected;
  expect(spec).toMatchObject(rest);
  expect(spec?.target).toBeCloseTo(target ?? NaN);
});

it.each<[string, ReturnType<typeof of>]>([
  [
    'is fixed where bounds leave nothing to decide',
    of({ minReplicas: 2, maxReplicas: 2 }),
  ],
  ['is fixed where nobody asks for anything', of({ minReplicas: 2 })],
  [
    'is fixed where nothing scales by requests',
    of({ minReplicas: 0 }, {}, { autoscalerClasses: ['none'] }),
  ],
  [
    'is left to the class that was asked for',
    of({ maxReplicas: 3 }, { 'serving.kserve.io/autoscalerClass': 'none' }),
  ],
  [
    'is left to Knative’s other class',
    of({ maxReplicas: 3 }, { [`${K}class`]: 'hpa.autoscaling.knative.dev' }),
  ],
  ['does not know CPU', of({ maxReplicas: 3, scaleMetric: 'cpu' })],
])('%s', (_case, spec) => {
  expect(spec).toBeUndefined();
});

import { irisService } from '../__fixtures__';
import { autoscalerOf } from './autoscalerOf';

const scaler = 'serving.kserve.io/autoscalerClass';
const knative = 'autoscaling.knative.dev/class';
const metrics = [
  {
    type: 'Resource' as const,
    resource: { name: 'cpu' as const, target: { averageUtilization: 50 } },
  },
];

it.each`
  annotations                                            | component                                           | is
  ${{}}                                                  | ${{}}                                               | ${'kpa'}
  ${{ 'serving.kserve.io/deploymentMode': 'Standard' }}  | ${{}}                                               | ${'kpa'}
  ${{}}                                                  | ${{ scaleMetric: 'rps' }}                           | ${'kpa'}
  ${{}}                                                  | ${{ scaleMetric: 'cpu' }}                           | ${'hpa'}
  ${{}}                                                  | ${{ scaleMetric: 'memory' }}                        | ${'hpa'}
  ${{}}                                                  | ${{ autoScaling: { metrics } }}                     | ${'hpa'}
  ${{}}                                                  | ${{ autoScaling: { behavior: {} } }}                | ${'kpa'}
  ${{}}                                                  | ${{ scaleMetric: 'rps', autoScaling: { metrics } }} | ${'kpa'}
  ${{ [scaler]: 'hpa' }}                                 | ${{}}                                               | ${'hpa'}
  ${{ [scaler]: 'none' }}                                | ${{ scaleMetric: 'cpu' }}                           | ${'none'}
  ${{ [scaler]: 'keda' }}                                | ${{}}                                               | ${'keda'}
  ${{ [scaler]: 'mine' }}                                | ${{}}                                               | ${'external'}
  ${{ [knative]: 'kpa.autoscaling.knative.dev' }}        | ${{}}                                               | ${'kpa'}
  ${{ [knative]: 'hpa.autoscaling.knative.dev' }}        | ${{}}                                               | ${'hpa'}
  ${{ [knative]: 'mine.example.com' }}                   | ${{}}                                               | ${'external'}
  ${{ 'autoscaling.knative.dev/metric': 'concurrency' }} | ${{}}                                               | ${'kpa'}
`('$annotations, $component: $is', ({ annotations, component, is }) => {
  const service = irisService(({ metadata }) => {
    metadata.annotations = annotations;
  });
  expect(autoscalerOf(service, component)).toBe(is);
});

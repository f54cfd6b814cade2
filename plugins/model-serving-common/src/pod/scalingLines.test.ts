import { scalingLines } from './scalingLines';

const KNATIVE = 'autoscaling.knative.dev';
const policy = (type: string, value: number, periodSeconds = 60) => ({
  type,
  value,
  periodSeconds,
});
const down = (rules: object) => ({
  autoScaling: { behavior: { scaleDown: rules } },
});

const metrics = (...given: object[]) => ({ autoScaling: { metrics: given } });
const resource = (target: object) => ({
  type: 'Resource',
  resource: { name: 'cpu', target },
});

describe('scalingLines', () => {
  it.each`
    component                                                                                                                       | annotations                                                                       | lines
    ${{}}                                                                                                                           | ${{}}                                                                             | ${[]}
    ${{ minReplicas: 1, maxReplicas: 3 }}                                                                                           | ${{ [`${KNATIVE}/min-scale`]: '1' }}                                              | ${[]}
    ${{ scaleMetric: 'rps' }}                                                                                                       | ${{}}                                                                             | ${['scaledBy: Requests a second']}
    ${{ scaleTarget: 10 }}                                                                                                          | ${{}}                                                                             | ${['scaledBy: Requests at a time, 10 for each replica']}
    ${{ scaleMetric: 'cpu', scaleTarget: 60 }}                                                                                      | ${{}}                                                                             | ${['scaledBy: CPU in use, to 60 % of what replicas ask for']}
    ${{}}                                                                                                                           | ${{ [`${KNATIVE}/metric`]: 'rps', [`${KNATIVE}/target`]: '5' }}                   | ${['scaledBy: Requests a second, 5 for each replica']}
    ${{ scaleTarget: 7 }}                                                                                                           | ${{ [`${KNATIVE}/target`]: '5' }}                                                 | ${['scaledBy: Requests at a time, 7 for each replica']}
    ${metrics(resource({ type: 'Utilization', averageUtilization: 60 }), resource({ type: 'AverageValue', averageValue: '500m' }))} | ${{}}                                                                             | ${['scaledBy: CPU in use, to 60 % of what replicas ask for', 'scaledBy: CPU in use, 500m for each replica']}
    ${metrics({ type: 'External', external: { metric: { query: 'queue' }, target: { type: 'Value', value: '5' } } })}               | ${{}}                                                                             | ${['scaledBy: queue, 5 for each replica']}
    ${{ containerConcurrency: 4 }}                                                                                                  | ${{}}                                                                             | ${['containerConcurrency: 4 at a time, others wait']}
    ${{}}                                                                                                                           | ${{ [`${KNATIVE}/window`]: '2m', [`${KNATIVE}/scale-down-delay`]: '5m', a: 'b' }} | ${['window: 2m', 'scale-down-delay: 5m']}
    ${down({ selectPolicy: 'Disabled' })}                                                                                           | ${{}}                                                                             | ${['scaleDown: Never']}
    ${down({ policies: [policy('Pods', 1)] })}                                                                                      | ${{}}                                                                             | ${['scaleDown: At most 1 replica in 60 s; by what was wanted in the last 300 s']}
    ${down({ stabilizationWindowSeconds: 0, selectPolicy: 'Min', policies: [policy('Pods', 2), policy('Percent', 10, 30)] })}       | ${{}}                                                                             | ${['scaleDown: At most 2 replicas in 60 s or 10 % in 30 s, whichever is less']}
    ${{ autoScaling: { behavior: { scaleUp: {} } } }}                                                                               | ${{}}                                                                             | ${['scaleUp: At most 100 % in 15 s or 4 replicas in 15 s, whichever is more']}
  `(
    'says of $component with $annotations: $lines',
    ({ component, annotations, lines }) => {
      expect(
        scalingLines(component, annotations).map(
          ({ name, value }) => `${name}: ${value}`,
        ),
      ).toEqual(lines);
    },
  );
});

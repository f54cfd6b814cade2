import {
  annotated,
  errorsOf,
  mode,
  predictor,
  scaler,
} from '../__fixtures__/validation';
import { InferenceService } from '../resources';
import { Profile } from '../settings';

const P = 'spec.predictor';
const METRIC = `${P}.autoScaling.metrics[0]`;
const UTILIZATION =
  'the target utilization percentage should be a [1-100] integer';

/** A cluster that has every class. */
const ALL = { autoscalerClasses: ['none', 'kpa', 'hpa', 'keda', 'external'] };

function messages(
  profile: Profile,
  scalerClass: string | undefined,
  change: object,
  deploymentMode = 'Standard',
) {
  const service = (s: InferenceService) => {
    annotated({
      [mode]: deploymentMode,
      ...(scalerClass && { [scaler]: scalerClass }),
    })(s);
    predictor(change)(s);
  };
  return errorsOf({ service, profile, settings: ALL });
}

const metrics = (...list: object[]) => ({ autoScaling: { metrics: list } });
const resource = (name: string, target: object) =>
  metrics({ type: 'Resource', resource: { name, target } });
const external = (metric: object, target: object) =>
  metrics({ type: 'External', external: { metric, target } });
const podMetric = (metric: object, target: object) =>
  metrics({ type: 'PodMetric', podmetric: { metric, target } });

describe('the class hpa', () => {
  it.each`
    change                                                     | says
    ${{ scaleMetric: 'cpu', scaleTarget: 80 }}                 | ${[]}
    ${{ scaleMetric: 'cpu', scaleTarget: 0 }}                  | ${[`${P}.scaleTarget: ${UTILIZATION}`]}
    ${{ scaleMetric: 'memory', scaleTarget: 0 }}               | ${[`${P}.scaleTarget: the target memory should be greater than 1 MiB`]}
    ${{ scaleMetric: 'concurrency' }}                          | ${[`${P}.scaleMetric: [concurrency] is not a supported metric`]}
    ${resource('cpu', { type: 'Utilization' })}                | ${[]}
    ${metrics({ type: 'Resource' })}                           | ${[`${METRIC}.resource: metricSpec.Resource is not set for resource metric source type`]}
    ${external({ query: 'x' }, { type: 'Value', value: '1' })} | ${[`${METRIC}.type: invalid HPA metric source type with value [External],valid metric source types are Resource`]}
  `('both profiles, $change: $says', ({ change, says }) => {
    for (const profile of ['kserve', 'greenroom'] as const) {
      expect(messages(profile, 'hpa', change)).toEqual(says);
    }
  });

  it('upstream takes a memory target for a percentage, we do not', () => {
    const change = { scaleMetric: 'memory', scaleTarget: 200 };
    expect(messages('kserve', 'hpa', change)).toEqual([
      `${P}.scaleTarget: ${UTILIZATION}`,
    ]);
    expect(messages('greenroom', 'hpa', change)).toEqual([]);
  });

  it.each`
    target                                            | says
    ${{ averageUtilization: 50 }}                     | ${[]}
    ${{ averageValue: '1Gi' }}                        | ${[]}
    ${{}}                                             | ${[`${METRIC}.resource.target.type: Required value: give averageUtilization, averageValue or value`]}
    ${{ type: 'AverageValue' }}                       | ${[`${METRIC}.resource.target.averageValue: the AverageValue type should be set`]}
    ${{ type: 'Utilization' }}                        | ${[`${METRIC}.resource.target.averageUtilization: the AverageUtilization type should be set`]}
    ${{ type: 'Utilization', averageUtilization: 0 }} | ${[`${METRIC}.resource.target.averageUtilization: ${UTILIZATION}`]}
    ${{ type: 'Value', value: '1' }}                  | ${[`${METRIC}.resource.target.type: a resource has a target of the type Utilization or AverageValue`]}
  `('greenroom looks at the target $target, too', ({ target, says }) => {
    const change = resource('memory', target);
    expect(messages('greenroom', 'hpa', change)).toEqual(says);
    expect(messages('kserve', 'hpa', change)).toEqual([]);
  });
});

describe('behavior', () => {
  it.each`
    behavior                                                  | says
    ${{ scaleDown: { stabilizationWindowSeconds: 3601 } }}    | ${'scaleDown.stabilizationWindowSeconds: must be less than or equal to 3600'}
    ${{ scaleUp: { policies: [] } }}                          | ${'scaleUp.policies: must specify at least one Policy'}
    ${{ scaleUp: { selectPolicy: 'Most' } }}                  | ${'scaleUp.selectPolicy: Unsupported value: "Most": supported values: "Max", "Min", "Disabled"'}
    ${{ scaleUp: { selectPolicy: 'Min', tolerance: '50m' } }} | ${undefined}
  `('of greenroom is checked: $says', ({ behavior, says }) => {
    const change = { scaleMetric: 'cpu', autoScaling: { behavior } };
    const expected = says ? [`${P}.autoScaling.behavior.${says}`] : [];
    for (const scalerClass of ['hpa', undefined]) {
      expect(messages('greenroom', scalerClass, change)).toEqual(expected);
    }
    expect(messages('kserve', 'hpa', change)).toEqual([]);
  });
});

it('metrics that need KEDA are refused without a class, too', () => {
  const change = external({ query: 'x' }, { type: 'Value', value: '1' });
  expect(messages('greenroom', undefined, change)).toEqual([
    `${METRIC}.type: metrics of the type External need KEDA: choose Resource (cpu, memory), scale by requests (scaleMetric concurrency or rps), or choose a cluster that runs KServe with KEDA`,
  ]);
  expect(messages('kserve', undefined, change)).toEqual([]);
});

describe('the class keda', () => {
  const T = `${METRIC}.resource.target`;
  const E = `${METRIC}.external`;
  const value = { type: 'Value', value: '10' };
  it.each`
    change                                                                    | says
    ${resource('cpu', { type: 'Utilization', averageUtilization: 80 })}       | ${[]}
    ${resource('cpu', { type: 'Utilization', averageUtilization: 101 })}      | ${[`${T}.averageUtilization: ${UTILIZATION}`]}
    ${resource('cpu', { type: 'AverageValue', averageValue: '1' })}           | ${[`${T}.type: the cpu target value type should be Utilization`]}
    ${resource('memory', { type: 'AverageValue', averageValue: '50Mi' })}     | ${[]}
    ${resource('memory', { type: 'Utilization', averageUtilization: 50 })}    | ${[]}
    ${resource('memory', { type: 'Value', value: '1Gi' })}                    | ${[`${T}.type: the memory target value type should be AverageValue or Utilization`]}
    ${resource('memory', { type: 'AverageValue', averageValue: '1Ki' })}      | ${[`${T}.averageValue: the memory target value should be greater than 1 MiB`]}
    ${resource('disk', { type: 'Value', value: '1' })}                        | ${[`${METRIC}.resource.name: resource type disk is not supported`]}
    ${metrics({ type: 'Resource' })}                                          | ${[`${METRIC}.resource: metricSpec.Resource is not set for resource metric source type`]}
    ${external({ query: 'avg(x)' }, value)}                                   | ${[]}
    ${external({ query: '' }, value)}                                         | ${[`${E}.metric.query: the query should not be empty`]}
    ${external({ query: 'x' }, { type: 'Value' })}                            | ${[`${E}.target: the target threshold value should not be empty`]}
    ${external({ query: 'x' }, { type: 'Value', averageValue: '1' })}         | ${[`${E}.target.value: the Value type should be set`]}
    ${metrics({ type: 'External' })}                                          | ${[`${E}: metricSpec.External is not set for external metric source type`]}
    ${podMetric({ query: 'x' }, { type: 'AverageValue', averageValue: '1' })} | ${[]}
    ${metrics({ type: 'PodMetric' })}                                         | ${[`${METRIC}.podmetric: metricSpec.PodMetric is not set for pod metric source type`]}
    ${metrics({ type: 'Object' })}                                            | ${[`${METRIC}.type: unknown KEDA metric type with value [Object].Valid types are Resource,External,PodMetric`]}
    ${{ scaleMetric: 'cpu', ...external({ query: 'x' }, value) }}             | ${[`${P}.scaleMetric: ScaleMetric is not supported for KEDA`]}
  `('both profiles, $change: $says', ({ change, says }) => {
    for (const profile of ['kserve', 'greenroom'] as const) {
      expect(messages(profile, 'keda', change)).toEqual(says);
    }
  });

  it('without metrics would be refused later: greenroom says so at once', () => {
    expect(messages('greenroom', 'keda', {})).toEqual([
      `${P}.autoScaling.metrics: Required value: the autoscaler class keda scales by the metrics that are listed here`,
    ]);
    expect(messages('kserve', 'keda', {})).toEqual([]);
  });

  it('takes a cpu utilization without its value as 80, where KServe does not', () => {
    const change = resource('cpu', { type: 'Utilization' });
    expect(messages('greenroom', 'keda', change)).toEqual([]);
    expect(messages('kserve', 'keda', change)).toEqual([
      `${T}.averageUtilization: the AverageUtilization type should be set`,
    ]);
  });
});

describe('no class', () => {
  it.each`
    profile        | deploymentMode | change                                      | says
    ${'kserve'}    | ${'Standard'}  | ${{ scaleMetric: 'cpu', scaleTarget: 999 }} | ${[]}
    ${'kserve'}    | ${'Standard'}  | ${{ deploymentStrategy: {} }}               | ${[]}
    ${'kserve'}    | ${'Knative'}   | ${{ deploymentStrategy: {} }}               | ${[`${P}.deploymentStrategy: customizing deploymentStrategy is only supported for raw deployment mode`]}
    ${'kserve'}    | ${'Knative'}   | ${{ scaleMetric: 'cpu' }}                   | ${[`${P}.scaleMetric: [cpu] is not a supported metric`]}
    ${'kserve'}    | ${'Knative'}   | ${{ scaleMetric: 'rps', scaleTarget: 0 }}   | ${[`${P}.scaleTarget: the target for rps should be greater than 1`]}
    ${'kserve'}    | ${'Knative'}   | ${{ scaleMetric: 'concurrency' }}           | ${[]}
    ${'greenroom'} | ${'Knative'}   | ${{ scaleMetric: 'cpu', scaleTarget: 101 }} | ${[`${P}.scaleTarget: ${UTILIZATION}`]}
    ${'greenroom'} | ${'Standard'}  | ${{ scaleMetric: 'rps', scaleTarget: 5 }}   | ${[]}
    ${'greenroom'} | ${'Knative'}   | ${{ deploymentStrategy: {} }}               | ${[]}
  `(
    '$profile in $deploymentMode, $change: $says',
    ({ profile, deploymentMode, change, says }) => {
      expect(messages(profile, undefined, change, deploymentMode)).toEqual(
        says,
      );
    },
  );

  it("Knative's own HPA class has the rules of hpa", () => {
    const service = (s: InferenceService) => {
      annotated({
        [mode]: 'Knative',
        'autoscaling.knative.dev/class': 'hpa.autoscaling.knative.dev',
      })(s);
      predictor({ scaleMetric: 'rps' })(s);
    };
    expect(errorsOf({ service, profile: 'kserve' })).toEqual([
      `${P}.scaleMetric: [rps] is not a supported metric`,
    ]);
  });
});

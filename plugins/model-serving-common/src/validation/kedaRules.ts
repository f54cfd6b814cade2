import { MetricSpec, MetricTarget } from '../resources';
import { parseQuantity } from '../quantity';
import { ComponentContext } from './componentRules';
import { LocatedMetric, metricsOf, targetValueRule } from './metricTarget';

const MEBIBYTE = 2 ** 20;

/** Rule 9f of a service whose class is KEDA. Source: kserve-status-and-objects §7.4. */
export function kedaRules(context: ComponentContext): void {
  const { component, path, profile, messages } = context;
  if (component.scaleMetric) {
    messages.error(
      `${path}.scaleMetric`,
      'ScaleMetric is not supported for KEDA',
    );
  }
  const metrics = metricsOf(context);
  if (profile === 'greenroom' && metrics.length === 0) {
    messages.error(
      `${path}.autoScaling.metrics`,
      'Required value: the autoscaler class keda scales by the metrics that are listed here',
    );
  }
  for (const located of metrics) kedaMetricRule(located, context);
}

function kedaMetricRule(
  { metric, path }: LocatedMetric,
  context: ComponentContext,
): void {
  const { messages } = context;
  if (metric.type === 'Resource') {
    if (!metric.resource) {
      messages.error(
        `${path}.resource`,
        'metricSpec.Resource is not set for resource metric source type',
      );
      return;
    }
    const at = `${path}.resource.target`;
    kedaResourceRule(metric.resource, at, context);
    targetValueRule(metric.resource, at, context);
    return;
  }
  if (metric.type !== 'External' && metric.type !== 'PodMetric') {
    messages.error(
      `${path}.type`,
      `unknown KEDA metric type with value [${metric.type}].Valid types are Resource,External,PodMetric`,
    );
    return;
  }
  const isExternal = metric.type === 'External';
  if (!isExternal && context.settings.clusterAutoscalers?.includes('keda')) {
    messages.error(
      `${path}.type`,
      'PodMetric takes a collector beside each pod, which nobody runs on this cluster: choose External with a query to Prometheus, or a cluster that runs KServe',
    );
    return;
  }
  const field = isExternal ? 'external' : 'podmetric';
  const source = metric[field];
  if (!source) {
    messages.error(
      `${path}.${field}`,
      isExternal
        ? 'metricSpec.External is not set for external metric source type'
        : 'metricSpec.PodMetric is not set for pod metric source type',
    );
    return;
  }
  if (!source.metric.query) {
    messages.error(
      `${path}.${field}.metric.query`,
      'the query should not be empty',
    );
  }
  const { target } = source;
  const at = `${path}.${field}.target`;
  const isEmpty =
    target.averageUtilization === undefined &&
    target.averageValue === undefined &&
    target.value === undefined;
  if (isEmpty) {
    messages.error(at, 'the target threshold value should not be empty');
    return;
  }
  targetValueRule({ target }, at, context);
}

function kedaResourceRule(
  { name, target }: NonNullable<MetricSpec['resource']>,
  path: string,
  { messages }: ComponentContext,
): void {
  if (name === 'cpu') {
    if (target.type !== 'Utilization') {
      messages.error(
        `${path}.type`,
        'the cpu target value type should be Utilization',
      );
    }
  } else if (name === 'memory') {
    if (target.type !== 'AverageValue' && target.type !== 'Utilization') {
      messages.error(
        `${path}.type`,
        'the memory target value type should be AverageValue or Utilization',
      );
    } else if (target.type === 'AverageValue' && isBelowMebibyte(target)) {
      messages.error(
        `${path}.averageValue`,
        'the memory target value should be greater than 1 MiB',
      );
    }
  } else {
    messages.error(
      `${path.replace(/\.target$/, '')}.name`,
      `resource type ${name} is not supported`,
    );
  }
}

function isBelowMebibyte({ averageValue }: MetricTarget): boolean {
  const bytes =
    averageValue === undefined ? undefined : parseQuantity(averageValue);
  return bytes !== undefined && bytes < MEBIBYTE;
}

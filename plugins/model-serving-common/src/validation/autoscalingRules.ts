import { annotations } from '../constants';
import { MetricSpec } from '../resources';
import { readScalingBehavior } from '../scaling';
import { ComponentContext } from './componentRules';
import { kedaRules } from './kedaRules';
import { autoscalerOf } from './autoscalerOf';
import { metricsOf, targetValueRule, UTILIZATION } from './metricTarget';

const KNATIVE_CLASS = 'autoscaling.knative.dev/class';
const KNATIVE_HPA = 'hpa.autoscaling.knative.dev';

/**
 * Rule 9f: what a component is scaled by. The mode and class of the service say which rules hold. `greenroom` takes the
 * rules of an explicit class in either mode, and without a class every metric. Source: kserve-status-and-objects §7.4.
 */
export function autoscalingRules(context: ComponentContext): void {
  const { service, profile } = context;
  const notes = service.metadata.annotations ?? {};
  const scaler = notes[annotations.autoscalerClass];
  const isStandard = notes[annotations.deploymentMode] === 'Standard';
  if (isStandard || profile === 'greenroom') {
    if (scaler === 'hpa') hpaRules(context);
    else if (scaler === 'keda') kedaRules(context);
    // KServe checks nothing in Standard mode without a class, although it makes an HPA
    else if (profile === 'greenroom') freeRules(context);
    if (profile === 'greenroom') behaviorRules(context);
    return;
  }
  const { component, path, messages } = context;
  if (component.deploymentStrategy) {
    messages.error(
      `${path}.deploymentStrategy`,
      'customizing deploymentStrategy is only supported for raw deployment mode',
    );
  }
  if (notes[KNATIVE_CLASS] === KNATIVE_HPA) hpaRules(context);
  else knativeRules(context);
}

function hpaRules(context: ComponentContext): void {
  metricNameRule(context, ['cpu', 'memory']);
  targetRule(context, context.component.scaleMetric ?? 'cpu');
  for (const { metric, path } of metricsOf(context)) {
    if (metric.type !== 'Resource') {
      context.messages.error(
        `${path}.type`,
        `invalid HPA metric source type with value [${metric.type}],valid metric source types are Resource`,
      );
    } else if (!metric.resource) {
      context.messages.error(
        `${path}.resource`,
        'metricSpec.Resource is not set for resource metric source type',
      );
    } else if (context.profile === 'greenroom') {
      usageRule(metric.resource, `${path}.resource`, context);
    }
  }
}

/** What we measure of replicas, and can divide by: KServe leaves it to Kubernetes to find out. */
function usageRule(
  resource: NonNullable<MetricSpec['resource']>,
  path: string,
  context: ComponentContext,
): void {
  const { name, target } = resource;
  if (name !== 'cpu' && name !== 'memory') {
    context.messages.error(
      `${path}.name`,
      `resource type ${String(name)} is not supported`,
    );
  } else if (target.type === 'Value') {
    context.messages.error(
      `${path}.target.type`,
      'a resource has a target of the type Utilization or AverageValue',
    );
  } else {
    targetValueRule(resource, `${path}.target`, context);
  }
}

function knativeRules(context: ComponentContext): void {
  metricNameRule(context, ['concurrency', 'rps']);
  const { scaleMetric, scaleTarget } = context.component;
  if (scaleMetric === 'rps' && scaleTarget !== undefined && scaleTarget < 1) {
    context.messages.error(
      `${context.path}.scaleTarget`,
      'the target for rps should be greater than 1',
    );
  }
}

/** What KServe drops, and we obey: how fast the number of replicas may change. */
function behaviorRules({
  service,
  component,
  path,
  messages,
}: ComponentContext): void {
  const behavior = component.autoScaling?.behavior;
  if (behavior === undefined) return;
  const at = `${path}.autoScaling.behavior`;
  for (const found of readScalingBehavior(behavior).messages) {
    messages.error(`${at}.${found.path}`, found.message);
  }
  if (autoscalerOf(service, component) === 'kpa') {
    messages.warn(
      at,
      'bounds scaling by cpu and memory only; requests are scaled with Knative’s annotations, such as autoscaling.knative.dev/scale-down-delay',
    );
  }
}

/** No class: the cluster's own loops can use every metric that they can measure. */
function freeRules(context: ComponentContext): void {
  targetRule(context, context.component.scaleMetric);
  for (const { metric, path } of metricsOf(context)) {
    if (metric.type !== 'Resource') {
      context.messages.error(
        `${path}.type`,
        `metrics of the type ${metric.type} need KEDA: choose Resource (cpu, memory), scale by requests (scaleMetric concurrency or rps), or choose a cluster that runs KServe with KEDA`,
      );
    } else if (metric.resource) {
      usageRule(metric.resource, `${path}.resource`, context);
    }
  }
}

function metricNameRule(
  { component, path, messages }: ComponentContext,
  allowed: readonly string[],
): void {
  const { scaleMetric } = component;
  if (scaleMetric && !allowed.includes(scaleMetric)) {
    messages.error(
      `${path}.scaleMetric`,
      `[${scaleMetric}] is not a supported metric`,
    );
  }
}

function targetRule(
  { component, path, profile, messages }: ComponentContext,
  metric: string | undefined,
): void {
  const { scaleTarget } = component;
  if (scaleTarget === undefined) return;
  const at = `${path}.scaleTarget`;
  // Upstream's test of the range is also made for memory, whose target is no percentage
  if (metric === 'cpu' || (metric === 'memory' && profile === 'kserve')) {
    if (scaleTarget < 1 && metric === 'memory') {
      messages.error(at, 'the target memory should be greater than 1 MiB');
    } else if (scaleTarget < 1 || scaleTarget > 100) {
      messages.error(at, UTILIZATION);
    }
  } else if (scaleTarget < 1) {
    messages.error(
      at,
      metric === 'memory'
        ? 'the target memory should be greater than 1 MiB'
        : `the target for ${metric ?? 'concurrency'} should be greater than 1`,
    );
  }
}

import type {
  InferenceService,
  MetricSpec,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  autoscalerOf,
  parseQuantity,
  readScalingAnnotations,
  readScalingBehavior,
} from '@greenroom/backstage-plugin-model-serving-common';
import { CPU_UTILIZATION, type ScalingFields } from '../scalingFields';
import type { UsageMetric, UsageScale } from './types';

/** Class of our own loop by usage among a cluster's autoscaler classes. */
export const USAGE_DRIVEN = 'hpa';

/**
 * How a component is scaled by what its replicas use; undefined: it is not. A maximum that is not given is the minimum, as
 * in the scaler that KServe makes. Source: kserve-status-and-objects §7.2; autoscaling.md §9.
 */
export function usageScaleOf(options: {
  readonly service: InferenceService;
  readonly component: ScalingFields;
  readonly cluster: {
    readonly autoscalerClasses: readonly string[];
    readonly maxReplicas: number;
  };
}): UsageScale | undefined {
  const { service, component, cluster } = options;
  if (!cluster.autoscalerClasses.includes(USAGE_DRIVEN)) return undefined;
  if (autoscalerOf(service, component) !== 'hpa') return undefined;
  const { values } = readScalingAnnotations(service.metadata.annotations);
  const ceiling = Math.max(1, cluster.maxReplicas);
  const minScale = Math.min(
    ceiling,
    Math.max(1, component.minReplicas ?? values.minScale ?? 1),
  );
  const asked = component.maxReplicas ?? values.maxScale ?? 0;
  const maxScale = Math.min(ceiling, Math.max(asked, minScale));
  if (maxScale === minScale) return undefined;
  const metrics = component.autoScaling?.metrics?.length
    ? listedMetrics(component.autoScaling.metrics)
    : namedMetric({
        metric: component.scaleMetric ?? values.metric ?? 'cpu',
        target: component.scaleTarget ?? values.target,
      });
  const { behavior } = readScalingBehavior(component.autoScaling?.behavior);
  return {
    kind: 'usage',
    // Kubernetes takes CPU where nothing is listed.
    metrics:
      metrics.length > 0
        ? metrics
        : [{ resource: 'cpu', utilization: CPU_UTILIZATION }],
    minScale,
    maxScale,
    behavior,
  };
}

function namedMetric(asked: {
  readonly metric: string;
  readonly target: number | undefined;
}): readonly UsageMetric[] {
  const { metric, target } = asked;
  if (metric === 'cpu') {
    return [{ resource: 'cpu', utilization: target ?? CPU_UTILIZATION }];
  }
  return metric === 'memory' && target !== undefined
    ? [{ resource: 'memory', utilization: target }]
    : [];
}

function listedMetrics(specs: readonly MetricSpec[]): readonly UsageMetric[] {
  return specs.flatMap(({ resource }): UsageMetric[] => {
    if (!resource) return [];
    const { name, target } = resource;
    const value =
      target.averageValue === undefined
        ? undefined
        : parseQuantity(target.averageValue);
    const isByValue =
      target.type === 'AverageValue' ||
      (target.type === undefined && target.averageUtilization === undefined);
    if (isByValue && value !== undefined && value > 0) {
      return [{ resource: name, averageValue: value }];
    }
    const utilization =
      target.averageUtilization ??
      (name === 'cpu' ? CPU_UTILIZATION : undefined);
    return utilization === undefined ? [] : [{ resource: name, utilization }];
  });
}

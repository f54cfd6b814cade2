import {
  autoscalerOf,
  readScalingAnnotations,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ComponentExtension,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Aggregation } from './BucketWindow';
import { ScaleSpec } from './decide';
import { optional } from './optional';
import { resolveTarget } from './resolveTarget';
import { AutoscalerSettings, panicWindowMs } from './settings';

/** Class of our own loop among a cluster's autoscaler classes. */
export const REQUEST_DRIVEN = 'kpa';

/** How a component is scaled by its requests: all that is asked for, with the installation's settings where nothing is. */
export interface ComponentScale extends Omit<ScaleSpec, 'isReachable'> {
  /** Absent: what is of another kind says so. */
  readonly kind?: undefined;
  readonly metric: 'concurrency' | 'rps';
  readonly aggregation: Aggregation;
  readonly panicWindowMs: number;
  readonly minScale: number;
  /** ≥ 1: what the cluster runs at most bounds it in any case. */
  readonly maxScale: number;
  readonly initialScale: number;
  readonly enableScaleToZero: boolean;
  readonly graceMs: number;
  readonly retentionMs: number;
  readonly scaleDownDelayMs: number;
  /** A start from zero that takes longer has failed; absent: ten minutes. */
  readonly progressDeadlineMs?: number;
}

/**
 * How a component is scaled by its requests; undefined: it has a fixed number of replicas, because somebody else scales it,
 * or its bounds leave nothing to decide. The fields of the component win over annotations, which win over settings.
 * Source: autoscaling.md §1, §4, §7, §8.
 */
export function scaleSpecOf(options: {
  readonly service: InferenceService;
  readonly component: Pick<
    ComponentExtension,
    | 'minReplicas'
    | 'maxReplicas'
    | 'scaleMetric'
    | 'scaleTarget'
    | 'autoScaling'
    | 'containerConcurrency'
  >;
  readonly settings: AutoscalerSettings;
  readonly cluster: {
    readonly autoscalerClasses: readonly string[];
    readonly scaleToZero: boolean;
    readonly maxReplicas: number;
  };
}): ComponentScale | undefined {
  const { service, component, settings, cluster } = options;
  if (!cluster.autoscalerClasses.includes(REQUEST_DRIVEN)) return undefined;
  if (autoscalerOf(service, component) !== 'kpa') return undefined;
  const { values } = readScalingAnnotations(
    service.metadata.annotations,
    settings,
  );
  const metric = component.scaleMetric ?? values.metric ?? 'concurrency';
  if (metric !== 'concurrency' && metric !== 'rps') return undefined;

  const ceiling = Math.max(1, cluster.maxReplicas);
  const lowest = cluster.scaleToZero ? 0 : 1;
  const minScale = Math.min(
    ceiling,
    Math.max(lowest, component.minReplicas ?? values.minScale ?? 1),
  );
  const asked = component.maxReplicas ?? values.maxScale ?? 0;
  const maxScale = asked === 0 ? ceiling : Math.min(asked, ceiling);
  if (maxScale <= minScale) return undefined;
  // Knative takes no maximum for no limit, KServe's Standard mode for the minimum: a service that does not ask to be
  // scaled keeps the replicas that it names.
  const isAskedFor =
    (component.scaleMetric ?? values.metric ?? values.class) !== undefined;
  if (asked === 0 && minScale > 0 && !isAskedFor) return undefined;

  const stableWindowMs = values.windowMs ?? settings.stableWindowMs;
  return {
    metric,
    ...resolveTarget({
      metric,
      containerConcurrency: component.containerConcurrency ?? 0,
      ...optional('target', component.scaleTarget ?? values.target),
      ...optional('utilization', values.targetUtilizationPercentage),
      settings,
    }),
    stableWindowMs,
    panicWindowMs: panicWindowMs(
      stableWindowMs,
      values.panicWindowPercentage ?? settings.panicWindowPercentage,
    ),
    panicThreshold:
      (values.panicThresholdPercentage ?? settings.panicThresholdPercentage) /
      100,
    aggregation: values.aggregation ?? 'linear',
    maxScaleUpRate: settings.maxScaleUpRate,
    maxScaleDownRate: settings.maxScaleDownRate,
    activationScale: values.activationScale ?? 1,
    targetBurstCapacity:
      values.targetBurstCapacity ?? settings.targetBurstCapacity,
    minScale,
    maxScale,
    initialScale: values.initialScale ?? settings.initialScale,
    enableScaleToZero: cluster.scaleToZero && settings.enableScaleToZero,
    graceMs: settings.scaleToZeroGraceMs,
    retentionMs: values.retentionMs ?? settings.scaleToZeroRetentionMs,
    scaleDownDelayMs: values.scaleDownDelayMs ?? settings.scaleDownDelayMs,
    ...optional('progressDeadlineMs', values.progressDeadlineMs),
  };
}

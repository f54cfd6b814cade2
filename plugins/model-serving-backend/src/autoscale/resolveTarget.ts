import { AutoscalerSettings } from './settings';

/** What a replica should carry, and what the metric is. */
export interface ScaleTarget {
  /** Aim per replica: what the number of replicas is computed from. */
  readonly target: number;
  /** What a replica can take at most: what bursts are reckoned with. */
  readonly total: number;
}

/** RPS aims at this share of what a replica can take. Knative: fixed. */
const RPS_UTILIZATION = 0.7;
const SMALLEST_TARGET = 0.01;

/**
 * The aim per replica. Source: Knative `resources.ResolveMetricTarget`; autoscaling.md §4.
 */
export function resolveTarget(input: {
  readonly metric: 'concurrency' | 'rps';
  /** Hard limit per replica; 0: none. */
  readonly containerConcurrency: number;
  /** As asked for with the service. */
  readonly target?: number;
  /** Percent. */
  readonly utilization?: number;
  readonly settings: Pick<
    AutoscalerSettings,
    'concurrencyTarget' | 'concurrencyUtilization' | 'rpsTarget'
  >;
}): ScaleTarget {
  const { metric, containerConcurrency, settings } = input;
  const isConcurrency = metric === 'concurrency';
  let total = isConcurrency
    ? containerConcurrency || settings.concurrencyTarget
    : settings.rpsTarget;
  if (input.target !== undefined) {
    total =
      isConcurrency && containerConcurrency !== 0
        ? Math.min(input.target, containerConcurrency)
        : input.target;
  }
  const usual = isConcurrency
    ? settings.concurrencyUtilization
    : RPS_UTILIZATION;
  const utilization =
    input.utilization === undefined ? usual : input.utilization / 100;
  return { target: Math.max(SMALLEST_TARGET, total * utilization), total };
}

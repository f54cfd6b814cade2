/** What replicas are added by. */
export type ScaleMetric = 'concurrency' | 'rps' | 'cpu' | 'memory';

/** How a deployment wishes to be scaled; absent: by its requests, as the platform does. */
export interface ScaleWish {
  readonly metric?: ScaleMetric;
  /** For each replica: whole requests, or percent of the cpu or memory that it asks for. */
  readonly target?: number;
}

/** What requests are counted by; the first is what happens without a wish. */
const requestMetrics = {
  concurrency: { label: 'Requests at a time', unit: 'requests at a time' },
  rps: { label: 'Requests a second', unit: 'requests a second' },
} as const;

/** What replicas are measured by, where the cluster does. */
const usageMetrics = {
  cpu: { label: 'CPU in use', unit: 'cpu' },
  memory: { label: 'Memory in use', unit: 'memory' },
} as const;

/** What replicas may be added by on a cluster, with words for people. */
export function scaleMetricsOf(autoscalerClasses: readonly string[]): readonly {
  readonly id: ScaleMetric;
  readonly label: string;
}[] {
  const metrics = {
    ...(autoscalerClasses.includes('kpa') && requestMetrics),
    ...(autoscalerClasses.includes('hpa') && usageMetrics),
  };
  return Object.entries(metrics).map(([id, { label }]) => ({
    id: id as ScaleMetric,
    label,
  }));
}

/** Knative aims at this share of a target, so that there is room for what comes while replicas start. */
const AIMED_AT = 0.7;
const MAX_TARGET = 1_000_000;
const MAX_PERCENT = 100;
/** KServe's, of cpu. */
const DEFAULT_PERCENT = 80;

/** What is wrong with a target, in one sentence, or undefined. */
export function scaleTargetProblem({
  metric,
  target,
  min = 1,
}: ScaleWish & { readonly min?: number }): string | undefined {
  if (isUsageMetric(metric) && min === 0)
    return `A replica that is not there uses no ${metric}: to scale by it the minimum is at least 1`;
  if (metric === 'memory' && target === undefined)
    return 'To scale by memory, say how much of what replicas ask for they should use';
  if (target === undefined) return undefined;
  const most = metric === 'cpu' ? MAX_PERCENT : MAX_TARGET;
  return Number.isInteger(target) && target >= 1 && target <= most
    ? undefined
    : `The target is a whole number from 1 to ${most}`;
}

/** Whether replicas are added by what they use. */
export function isUsageMetric(
  metric: ScaleMetric | undefined,
): metric is 'cpu' | 'memory' {
  return metric === 'cpu' || metric === 'memory';
}

/** What follows from a wish: `Another replica for every 7 requests at a time (70 % of 10).` */
export function scalingInWords(
  { metric = 'concurrency', target }: ScaleWish,
  isIdling: boolean,
): string {
  if (isUsageMetric(metric))
    return `Replicas are added while they use more than ${
      target ?? DEFAULT_PERCENT
    } % of the ${metric} that they ask for, and taken away when they have used less for five minutes.`;
  const { unit } = requestMetrics[metric];
  const growth =
    target === undefined
      ? `Replicas are added by ${unit}, with the platform's target for each.`
      : `Another replica for every ${
          Math.round(target * AIMED_AT * 10) / 10
        } ${unit} (70 % of ${target}, unless the platform aims at another share).`;
  return isIdling
    ? `${growth} While nobody asks there is none: the first request starts one and waits for it.`
    : growth;
}

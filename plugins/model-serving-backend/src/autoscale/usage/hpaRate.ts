import type {
  ScalingBehavior,
  ScalingPolicy,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Replicas that came or went. */
export interface ScaleChange {
  /** ms since epoch */
  readonly at: number;
  /** Negative: they went. */
  readonly change: number;
}

/** What bounded a step: Kubernetes' reasons. */
export type RateReason =
  | 'DesiredWithinRange'
  | 'ScaleUpLimit'
  | 'ScaleDownLimit'
  | 'TooManyReplicas'
  | 'TooFewReplicas';

/**
 * Bounds one step by what the policies still allow within their periods, then by the bounds of the component.
 * Source: Kubernetes `convertDesiredReplicasWithBehaviorRate`; autoscaling.md §9.
 */
export function hpaRate(input: {
  readonly now: number;
  readonly current: number;
  readonly desired: number;
  readonly minScale: number;
  readonly maxScale: number;
  readonly changes: readonly ScaleChange[];
  readonly behavior: ScalingBehavior;
}): { readonly replicas: number; readonly reason: RateReason } {
  const { current, desired, minScale, maxScale } = input;
  if (desired > current) {
    const limit = Math.max(current, upLimit(input));
    const most = Math.min(maxScale, limit);
    return desired > most
      ? {
          replicas: most,
          reason: maxScale > limit ? 'ScaleUpLimit' : 'TooManyReplicas',
        }
      : { replicas: desired, reason: 'DesiredWithinRange' };
  }
  if (desired < current) {
    const limit = Math.min(current, downLimit(input));
    const least = Math.max(minScale, limit);
    return desired < least
      ? {
          replicas: least,
          reason: minScale < limit ? 'ScaleDownLimit' : 'TooFewReplicas',
        }
      : { replicas: desired, reason: 'DesiredWithinRange' };
  }
  return { replicas: desired, reason: 'DesiredWithinRange' };
}

type RateInput = Parameters<typeof hpaRate>[0];

function upLimit(input: RateInput): number {
  const { selectPolicy, policies } = input.behavior.scaleUp;
  if (selectPolicy === 'Disabled') return input.current;
  const limits = policies.map(policy => {
    const start = startOf(policy, input);
    return policy.type === 'Pods'
      ? start + policy.value
      : Math.ceil(start * (1 + policy.value / 100));
  });
  return selectPolicy === 'Max' ? Math.max(...limits) : Math.min(...limits);
}

function downLimit(input: RateInput): number {
  const { selectPolicy, policies } = input.behavior.scaleDown;
  if (selectPolicy === 'Disabled') return input.current;
  const limits = policies.map(policy => {
    const start = startOf(policy, input);
    return policy.type === 'Pods'
      ? start - policy.value
      : Math.trunc(start * (1 - policy.value / 100));
  });
  return selectPolicy === 'Max' ? Math.min(...limits) : Math.max(...limits);
}

/** Replicas when the period of a policy began. */
function startOf(
  { periodSeconds }: ScalingPolicy,
  { now, current, changes }: RateInput,
): number {
  const since = now - periodSeconds * 1000;
  return changes.reduce(
    (start, { at, change }) => (at > since ? start - change : start),
    current,
  );
}

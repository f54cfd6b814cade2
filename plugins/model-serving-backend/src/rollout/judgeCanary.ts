import {
  formatDuration,
  formatPercent,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { GuardLimits } from '@greenroom/backstage-plugin-model-serving-common';
import { quantile } from '../latency';
import { TrafficTotals } from './RevisionTraffic';

/**
 * Shorter differences are no reason to take a canary's traffic, whatever the factor: a model that answers within a
 * millisecond is not worse at two.
 */
const LATENCY_FLOOR_MS = 10;

/** What both sides of a split answered in the same time. */
export interface BothSides {
  readonly stable: TrafficTotals;
  readonly canary: TrafficTotals;
}

/**
 * Why a canary is worse than what it is beside, in words; undefined: it is not, or too few requests say so.
 *
 * Its share of failed requests may be above the stable one's by `errorPoints`, its 95th percentile may be `latencyFactor`
 * times the stable one's. Percentiles are compared only when both sides answered `minRequests`.
 *
 * @param options - `all`: since the shares are as they are; `warm`: without the time in which whoever has just started is
 *   slower than it will be; `name`: of the stable one, for the sentence: `v1`
 */
export function judgeCanary(options: {
  readonly all: BothSides;
  readonly warm: BothSides;
  readonly limits: GuardLimits;
  readonly name: string;
}): string | undefined {
  const { all, warm, limits, name } = options;
  const { stable, canary } = all;
  if (canary.requests < limits.minRequests) return undefined;
  const failed = shareFailed(canary);
  const usual = shareFailed(stable);
  if ((failed - usual) * 100 > limits.errorPoints) {
    return `${formatPercent(failed)} of its ${
      canary.requests
    } requests failed, ${formatPercent(usual)} of those of ${name}`;
  }
  const fewer = Math.min(warm.stable.requests, warm.canary.requests);
  if (fewer < limits.minRequests) return undefined;
  const slow = quantile(warm.canary.latency, 0.95) ?? 0;
  const normal = quantile(warm.stable.latency, 0.95) ?? 0;
  const isSlower =
    slow > normal * limits.latencyFactor && slow - normal > LATENCY_FLOOR_MS;
  return isSlower
    ? `95 % of its answers take up to ${formatDuration(
        slow,
      )}, those of ${name} ${formatDuration(normal)}`
    : undefined;
}

function shareFailed({ requests, failed }: TrafficTotals): number {
  return requests === 0 ? 0 : failed / requests;
}

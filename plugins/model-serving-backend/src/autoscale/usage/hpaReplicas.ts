import type { GroupedReplicas } from './groupReplicas';
import type { ReplicaRequests, UsageMetric } from './types';

/** How far usage may be from its target, as a share of it, without consequences. */
export interface Tolerance {
  readonly up: number;
  readonly down: number;
}

/** What one metric calls for. */
export type UsageProposal =
  | {
      /** Replicas. */
      readonly replicas: number;
      /** What those that count use: percent of what they ask for, or cores or bytes of each. */
      readonly measured: number;
      /** Usage through target, as it was decided by. */
      readonly ratio: number;
    }
  | { readonly problem: string };

/** Utilization that is taken for granted of a replica which nobody measured, where its part might be taken away. */
const FULL = 100;

/**
 * How many replicas a resource calls for, by what those that count use. Replicas that nobody measured, and those that only
 * start, are taken for whatever changes less. Usage is whole thousandths of cores or bytes here, utilization whole percent.
 *
 * Source: Kubernetes `ReplicaCalculator`; autoscaling.md §9.
 * @param current - replicas that there should be now
 */
export function hpaReplicas(
  metric: UsageMetric,
  {
    current,
    grouped,
    requests,
    tolerance,
  }: {
    readonly current: number;
    readonly grouped: GroupedReplicas;
    readonly requests: ReplicaRequests;
    readonly tolerance: Tolerance;
  },
): UsageProposal {
  const { resource } = metric;
  const request = requests[resource];
  if ('utilization' in metric && !request) {
    return { problem: `missing request for ${resource}` };
  }
  const { ready, ignored, missing } = grouped;
  if (ready.length === 0) {
    return {
      problem:
        ignored + missing === 0
          ? 'there is no replica to measure'
          : `no replica was measured yet (${ignored} starting, ${missing} without a measurement)`,
    };
  }
  const gauge = gaugeOf(metric, request ?? 0);
  const first = gauge.read(ready);
  const isGrowing = first.ratio > 1;
  const counted = { measured: first.measured, ratio: first.ratio };
  if (missing === 0 && !(ignored > 0 && isGrowing)) {
    return {
      ...counted,
      replicas: isWithin(first.ratio, tolerance)
        ? current
        : Math.ceil(first.ratio * ready.length),
    };
  }
  const filler = first.ratio < 1 ? gauge.whole : 0;
  const filled = [
    ...ready,
    ...Array<number>(first.ratio === 1 ? 0 : missing).fill(filler),
    ...Array<number>(isGrowing ? ignored : 0).fill(0),
  ];
  const { ratio } = gauge.read(filled);
  const turned = isGrowing ? ratio < 1 : first.ratio < 1 && ratio > 1;
  const replicas = Math.ceil(ratio * filled.length);
  const isAgainst = ratio < 1 ? replicas > current : replicas < current;
  return {
    ...counted,
    replicas:
      isWithin(ratio, tolerance) || turned || isAgainst ? current : replicas,
  };
}

interface Gauge {
  /** What a replica is taken to use that nobody measured, where less would take one away. */
  readonly whole: number;
  read(usages: readonly number[]): {
    readonly measured: number;
    readonly ratio: number;
  };
}

function gaugeOf(metric: UsageMetric, request: number): Gauge {
  const sum = (usages: readonly number[]) =>
    usages.reduce((total, usage) => total + thousandths(usage), 0);
  if ('utilization' in metric) {
    const { utilization } = metric;
    return {
      whole: (request * Math.max(FULL, utilization)) / 100,
      read: usages => {
        const asked = thousandths(request) * usages.length;
        const measured = Math.trunc((sum(usages) * 100) / asked);
        return { measured, ratio: measured / utilization };
      },
    };
  }
  const { averageValue } = metric;
  return {
    whole: averageValue,
    read: usages => {
      const mean = Math.trunc(sum(usages) / usages.length);
      return {
        measured: mean / 1000,
        ratio: mean / thousandths(averageValue),
      };
    },
  };
}

/** Kubernetes reckons in integers: `1.1` cores are 1100. */
function thousandths(value: number): number {
  return Math.round(value * 1000);
}

function isWithin(ratio: number, { up, down }: Tolerance): boolean {
  return 1 - down <= ratio && ratio <= 1 + up;
}

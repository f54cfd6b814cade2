/** How a deployment wishes to be scaled by its requests; absent: as the platform does. */
export interface ScaleWish {
  readonly metric?: 'concurrency' | 'rps';
  /** Whole requests, for each replica. */
  readonly target?: number;
}

/** What requests are counted by; the first is what happens without a wish. */
export const scaleMetrics = {
  concurrency: { label: 'Requests at a time', unit: 'requests at a time' },
  rps: { label: 'Requests a second', unit: 'requests a second' },
} as const;

/** Knative aims at this share of a target, so that there is room for what comes while replicas start. */
const AIMED_AT = 0.7;
const MAX_TARGET = 1_000_000;

/** What is wrong with a target, in one sentence, or undefined. */
export function scaleTargetProblem({ target }: ScaleWish): string | undefined {
  if (target === undefined) return undefined;
  return Number.isInteger(target) && target >= 1 && target <= MAX_TARGET
    ? undefined
    : `The target is a whole number from 1 to ${MAX_TARGET}`;
}

/** What follows from a wish: `Another replica for every 7 requests at a time (70 % of 10).` */
export function scalingInWords(
  { metric = 'concurrency', target }: ScaleWish,
  isIdling: boolean,
): string {
  const { unit } = scaleMetrics[metric];
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

/** Settings of an installation for scaling by requests: Knative's `config-autoscaler`. */
export interface AutoscalerSettings {
  readonly enableScaleToZero: boolean;
  /** 0…1 of a replica's limit that is aimed at. */
  readonly concurrencyUtilization: number;
  /** Requests in flight that a replica without a limit can take. */
  readonly concurrencyTarget: number;
  readonly rpsTarget: number;
  /** −1: always through the gateway. */
  readonly targetBurstCapacity: number;
  readonly maxScaleUpRate: number;
  readonly maxScaleDownRate: number;
  readonly stableWindowMs: number;
  /** Percent of the stable window. */
  readonly panicWindowPercentage: number;
  /** Percent of the aim. */
  readonly panicThresholdPercentage: number;
  readonly scaleToZeroGraceMs: number;
  readonly scaleToZeroRetentionMs: number;
  readonly scaleDownDelayMs: number;
  readonly initialScale: number;
  readonly allowZeroInitialScale: boolean;
}

/** Knative's. Source: autoscaling.md §7. */
export const defaultAutoscalerSettings: AutoscalerSettings = {
  enableScaleToZero: true,
  concurrencyUtilization: 0.7,
  concurrencyTarget: 100,
  rpsTarget: 200,
  targetBurstCapacity: 211,
  maxScaleUpRate: 1000,
  maxScaleDownRate: 2,
  stableWindowMs: 60_000,
  panicWindowPercentage: 10,
  panicThresholdPercentage: 200,
  scaleToZeroGraceMs: 30_000,
  scaleToZeroRetentionMs: 0,
  scaleDownDelayMs: 0,
  initialScale: 1,
  allowZeroInitialScale: false,
};

/** Length of the short window: whole seconds, at least one. Source: autoscaling.md §3. */
export function panicWindowMs(
  stableWindowMs: number,
  percentage: number,
): number {
  return Math.max(
    1000,
    Math.round((stableWindowMs * percentage) / 100 / 1000) * 1000,
  );
}

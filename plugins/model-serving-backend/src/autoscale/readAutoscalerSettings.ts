import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { parseGoDuration } from '@greenroom/backstage-plugin-model-serving-common';
import { AutoscalerSettings, defaultAutoscalerSettings } from './settings';

const ROOT = 'modelServing.autoscaler';

class SettingsReader {
  readonly #config: Config;

  constructor(config: Config) {
    this.#config = config;
  }

  boolean(key: string, otherwise: boolean): boolean {
    return this.#config.getOptionalBoolean(`${ROOT}.${key}`) ?? otherwise;
  }

  number(
    key: string,
    otherwise: number,
    problemOf: (value: number) => string | undefined,
  ): number {
    const value = this.#config.getOptionalNumber(`${ROOT}.${key}`);
    if (value === undefined) return otherwise;
    return demand(key, value, problemOf(value));
  }

  duration(
    key: string,
    otherwise: number,
    problemOf: (ms: number, text: string) => string | undefined,
  ): number {
    const text = this.#config.getOptionalString(`${ROOT}.${key}`);
    if (text === undefined) return otherwise;
    const ms = parseGoDuration(text);
    if (ms === undefined) {
      throw new InputError(
        `${ROOT}.${key} = ${text}, must be a duration such as 60s or 1m30s`,
      );
    }
    return demand(key, ms, problemOf(ms, text));
  }

  /** A percent, or a fraction up to 1. */
  utilization(otherwise: number): number {
    const key = 'container-concurrency-target-percentage';
    const value = this.#config.getOptionalNumber(`${ROOT}.${key}`);
    if (value === undefined) return otherwise;
    const percent = value > 0 && value <= 1 ? value * 100 : value;
    return demand(
      key,
      percent / 100,
      percent > 0 && percent <= 100
        ? undefined
        : `= ${percent} is outside of valid range of (0, 100]`,
    );
  }
}

/**
 * Knative's `config-autoscaler` from `modelServing.autoscaler`, with its keys, defaults and messages.
 * Source: autoscaling.md §7.
 *
 * @throws InputError with the full key of the first value that cannot be.
 */
export function readAutoscalerSettings(config: Config): AutoscalerSettings {
  const read = new SettingsReader(config);
  const d = defaultAutoscalerSettings;
  const settings: AutoscalerSettings = {
    enableScaleToZero: read.boolean(
      'enable-scale-to-zero',
      d.enableScaleToZero,
    ),
    concurrencyUtilization: read.utilization(d.concurrencyUtilization),
    concurrencyTarget: read.number(
      'container-concurrency-target-default',
      d.concurrencyTarget,
      () => undefined,
    ),
    rpsTarget: read.number(
      'requests-per-second-target-default',
      d.rpsTarget,
      v => (v < 0.01 ? `must be at least 0.01, was: ${v}` : undefined),
    ),
    targetBurstCapacity: read.number(
      'target-burst-capacity',
      d.targetBurstCapacity,
      v =>
        v < 0 && v !== -1
          ? `must be either non-negative or -1 (for unlimited), was: ${v}`
          : undefined,
    ),
    maxScaleUpRate: read.number('max-scale-up-rate', d.maxScaleUpRate, rate),
    maxScaleDownRate: read.number(
      'max-scale-down-rate',
      d.maxScaleDownRate,
      rate,
    ),
    stableWindowMs: read.duration('stable-window', d.stableWindowMs, (ms, v) =>
      ms < 6_000 || ms > 3_600_000
        ? `= ${v}, must be in [6s; 1h0m0s] range`
        : whole(ms, v),
    ),
    panicWindowPercentage: read.number(
      'panic-window-percentage',
      d.panicWindowPercentage,
      v =>
        v < 1 || v > 100 ? `= ${v}, must be in [1, 100] interval` : undefined,
    ),
    panicThresholdPercentage: read.number(
      'panic-threshold-percentage',
      d.panicThresholdPercentage,
      v =>
        v < 110 || v > 1000
          ? `= ${v}, must be in [110, 1000] interval`
          : undefined,
    ),
    scaleToZeroGraceMs: read.duration(
      'scale-to-zero-grace-period',
      d.scaleToZeroGraceMs,
      (ms, v) => (ms <= 0 ? `must be positive, was: ${v}` : undefined),
    ),
    scaleToZeroRetentionMs: read.duration(
      'scale-to-zero-pod-retention-period',
      d.scaleToZeroRetentionMs,
      notNegative,
    ),
    scaleDownDelayMs: read.duration(
      'scale-down-delay',
      d.scaleDownDelayMs,
      (ms, v) => notNegative(ms, v) ?? whole(ms, v),
    ),
    allowZeroInitialScale: read.boolean(
      'allow-zero-initial-scale',
      d.allowZeroInitialScale,
    ),
    initialScale: read.number('initial-scale', d.initialScale, v =>
      Number.isInteger(v) && v >= 0 ? undefined : atLeastZero(v),
    ),
  };
  demandTogether(settings);
  return settings;
}

/** What single values cannot tell. */
function demandTogether(settings: AutoscalerSettings): void {
  const { concurrencyUtilization, concurrencyTarget } = settings;
  const target = concurrencyUtilization * concurrencyTarget;
  if (target < 0.01) {
    throw new InputError(
      `${ROOT}: container-concurrency-target-percentage and container-concurrency-target-default yield target concurrency of ${target}, can't be less than 0.01`,
    );
  }
  if (settings.initialScale === 0 && !settings.allowZeroInitialScale) {
    throw new InputError(`${ROOT}.initial-scale ${atLeastZero(0)}`);
  }
}

function demand(
  key: string,
  value: number,
  problem: string | undefined,
): number {
  if (problem) throw new InputError(`${ROOT}.${key} ${problem}`);
  return value;
}

function rate(value: number): string | undefined {
  return value > 1 ? undefined : `= ${value}, must be greater than 1.0`;
}

function whole(ms: number, text: string): string | undefined {
  return ms % 1000 === 0
    ? undefined
    : `= ${text}, must be specified with at most second precision`;
}

function notNegative(ms: number, text: string): string | undefined {
  return ms < 0 ? `cannot be negative, was: ${text}` : undefined;
}

function atLeastZero(value: number): string {
  return `= ${value}, must be at least 0 (or at least 1 when allow-zero-initial-scale is false)`;
}

import { parseGoDuration } from '../format';

const PREFIX = 'autoscaling.knative.dev/';
const KPA = 'kpa.autoscaling.knative.dev';
const HPA = 'hpa.autoscaling.knative.dev';
const PROGRESS_DEADLINE = 'serving.knative.dev/progress-deadline';
const MAX_INT = 2_147_483_647;
const WHOLE = 'must be specified with at most second precision';

/** Knative's annotations about scaling, as far as they are given and can be. Durations in ms. @public */
export interface ScalingAnnotations {
  readonly class?: string;
  readonly minScale?: number;
  readonly maxScale?: number;
  readonly activationScale?: number;
  readonly panicWindowPercentage?: number;
  readonly panicThresholdPercentage?: number;
  readonly target?: number;
  readonly targetUtilizationPercentage?: number;
  readonly targetBurstCapacity?: number;
  readonly windowMs?: number;
  readonly retentionMs?: number;
  readonly scaleDownDelayMs?: number;
  readonly metric?: string;
  readonly aggregation?: 'linear' | 'weighted-exponential';
  readonly initialScale?: number;
  /** `serving.knative.dev/progress-deadline`: a start from zero that takes longer has failed. */
  readonly progressDeadlineMs?: number;
}

/** What a cluster allows in annotations. @public */
export interface ScalingLimits {
  readonly allowZeroInitialScale?: boolean;
}

class Reader {
  readonly messages: { key: string; message: string }[] = [];
  readonly #annotations: Readonly<Record<string, string>>;

  constructor(annotations: Readonly<Record<string, string>>) {
    this.#annotations = annotations;
  }

  complain(key: string, message: string): undefined {
    this.messages.push({ key: PREFIX + key, message });
    return undefined;
  }

  class(): string | undefined {
    const value = this.#text('class');
    if (value === undefined) return undefined;
    const isOurs = value.endsWith('.knative.dev');
    return isOurs && value !== KPA && value !== HPA
      ? this.#invalid('class', value)
      : value;
  }

  integer(key: string): number | undefined {
    const value = this.#text(key);
    if (value === undefined) return undefined;
    if (!/^[-+]?\d+$/.test(value)) return this.#invalid(key, value);
    return this.#within(key, value, Number(value), 0, MAX_INT);
  }

  number(key: string, low: number, high: number): number | undefined {
    const value = this.#text(key);
    if (value === undefined) return undefined;
    const number = numberOf(value);
    return number === undefined
      ? this.#invalid(key, value)
      : this.#within(key, value, number, low, high);
  }

  target(): number | undefined {
    const value = this.#text('target');
    if (value === undefined) return undefined;
    const number = numberOf(value);
    if (number === undefined) return this.#invalid('target', value);
    return number < 0.01
      ? this.complain('target', `target ${value} should be at least 0.01`)
      : number;
  }

  burstCapacity(): number | undefined {
    const key = 'target-burst-capacity';
    const value = this.#text(key);
    if (value === undefined) return undefined;
    const number = numberOf(value);
    const isValid = number !== undefined && (number >= 0 || number === -1);
    return isValid ? number : this.#invalid(key, value);
  }

  duration(
    key: string,
    low: number,
    { isWhole = false } = {},
  ): number | undefined {
    const value = this.#text(key);
    if (value === undefined) return undefined;
    const ms = parseGoDuration(value);
    if (ms === undefined) return this.#invalid(key, value);
    if (ms < low || ms > 3_600_000) {
      return this.complain(
        key,
        `expected ${low / 1000}s <= ${value} <= 1h0m0s: ${PREFIX}${key}`,
      );
    }
    return isWhole && ms % 1000 !== 0
      ? this.complain(key, `${PREFIX}${key}=${value} ${WHOLE}`)
      : ms;
  }

  metric(scalerClass: string = KPA): string | undefined {
    const value = this.#text('metric');
    if (value === undefined) return undefined;
    const isKnown =
      scalerClass === KPA
        ? value === 'concurrency' || value === 'rps'
        : scalerClass !== HPA || value !== '';
    return isKnown ? value : this.#invalid('metric', value);
  }

  aggregation(): ScalingAnnotations['aggregation'] {
    const key = 'metric-aggregation-algorithm';
    switch (this.#text(key)) {
      case undefined:
        return undefined;
      case 'linear':
        return 'linear';
      case 'weighted-exponential':
      case 'weightedExponential':
        return 'weighted-exponential';
      default:
        return this.#invalid(key, this.#text(key)!);
    }
  }

  initialScale(mayBeZero: boolean): number | undefined {
    const key = 'initial-scale';
    const value = this.#text(key);
    if (value === undefined) return undefined;
    if (!/^[-+]?\d+$/.test(value)) return this.#invalid(key, value);
    const number = Number(value);
    if (number < 0) {
      return this.complain(
        key,
        `invalid value: ${value}: ${PREFIX}${key} must be greater than 0`,
      );
    }
    return number === 0 && !mayBeZero
      ? this.complain(
          key,
          `invalid value: 0: ${PREFIX}${key}=0 not allowed by cluster`,
        )
      : number;
  }

  progressDeadline(): number | undefined {
    const value = this.#annotations[PROGRESS_DEADLINE];
    if (value === undefined || value === '') return undefined;
    const ms = parseGoDuration(value);
    const problem = [
      ms === undefined && `invalid value: ${value}: ${PROGRESS_DEADLINE}`,
      ms !== undefined &&
        ms % 1000 !== 0 &&
        `progress-deadline=${value} is not at second precision`,
      ms !== undefined &&
        ms <= 0 &&
        `progress-deadline=${value} must be positive`,
    ].find(Boolean);
    if (!problem) return ms;
    this.messages.push({ key: PROGRESS_DEADLINE, message: String(problem) });
    return undefined;
  }

  /** By the key, or by its old spelling in camel case. */
  #text(key: string): string | undefined {
    const old = key.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    return this.#annotations[PREFIX + key] ?? this.#annotations[PREFIX + old];
  }

  #within(
    key: string,
    text: string,
    value: number,
    low: number,
    high: number,
  ): number | undefined {
    return value >= low && value <= high
      ? value
      : this.complain(
          key,
          `expected ${low} <= ${text} <= ${high}: ${PREFIX}${key}`,
        );
  }

  #invalid(key: string, value: string): undefined {
    return this.complain(key, `invalid value: ${value}: ${PREFIX}${key}`);
  }
}

/**
 * Reads Knative's annotations. Messages are Knative's, by full key, in its order; what has one is left out of the values.
 * Source: Knative `autoscaling.ValidateAnnotations`; autoscaling.md §8.
 * @public
 */
export function readScalingAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  limits: ScalingLimits = {},
): {
  readonly values: ScalingAnnotations;
  readonly messages: readonly {
    readonly key: string;
    readonly message: string;
  }[];
} {
  const reader = new Reader(annotations ?? {});
  const scalerClass = reader.class();
  const isKpa = (scalerClass ?? KPA) === KPA;
  const scales = readScales(reader);
  const values = {
    class: scalerClass,
    ...scales,
    panicWindowPercentage: reader.number('panic-window-percentage', 1, 100),
    panicThresholdPercentage: reader.number(
      'panic-threshold-percentage',
      110,
      1000,
    ),
    target: reader.target(),
    targetUtilizationPercentage: reader.number(
      'target-utilization-percentage',
      1,
      100,
    ),
    targetBurstCapacity: reader.burstCapacity(),
    windowMs: reader.duration('window', 6_000, { isWhole: true }),
    retentionMs: reader.duration('scale-to-zero-pod-retention-period', 0),
    scaleDownDelayMs: reader.duration('scale-down-delay', 0, { isWhole: true }),
    metric: reader.metric(scalerClass),
    aggregation: isKpa ? reader.aggregation() : undefined,
    initialScale: reader.initialScale(limits.allowZeroInitialScale ?? false),
    progressDeadlineMs: reader.progressDeadline(),
  };
  return {
    values: Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined),
    ),
    messages: reader.messages,
  };
}

function readScales(
  reader: Reader,
): Pick<ScalingAnnotations, 'minScale' | 'maxScale' | 'activationScale'> {
  const minScale = reader.integer('min-scale');
  const maxScale = reader.integer('max-scale');
  if (maxScale && minScale !== undefined && maxScale < minScale) {
    reader.complain(
      'max-scale',
      `max-scale=${maxScale} is less than min-scale=${minScale}: ${PREFIX}max-scale, ${PREFIX}min-scale`,
    );
  }
  const activationScale = reader.integer('activation-scale');
  if (activationScale === undefined) return { minScale, maxScale };
  const problem = [
    minScale !== undefined &&
      minScale > activationScale &&
      `min-scale=${minScale} is greater than activation-scale=${activationScale}`,
    maxScale &&
      maxScale < activationScale &&
      `max-scale=${maxScale} is less than activation-scale=${activationScale}`,
    activationScale < 2 &&
      `activation-scale=${activationScale} must be greater than 1`,
  ].find(Boolean);
  if (!problem) return { minScale, maxScale, activationScale };
  reader.complain('activation-scale', String(problem));
  return { minScale, maxScale };
}

function numberOf(text: string): number | undefined {
  const number = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

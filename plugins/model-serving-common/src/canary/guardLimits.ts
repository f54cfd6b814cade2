/** When a canary counts as worse than what it is beside. @public */
export interface GuardLimits {
  /** Share of failed requests (5xx, broken answers) above the stable one's, in percentage points. */
  readonly errorPoints: number;
  /** 95th percentile of the latency, as a multiple of the stable one's. */
  readonly latencyFactor: number;
  /** So many requests of the canary must have been answered before anything is said of it. */
  readonly minRequests: number;
}

/** Limits where the annotation does not say otherwise. @public */
export const defaultGuardLimits: GuardLimits = {
  errorPoints: 5,
  latencyFactor: 2,
  minRequests: 50,
};

const PARTS: Readonly<
  Record<
    string,
    {
      readonly field: keyof GuardLimits;
      readonly min: number;
      readonly max: number;
    }
  >
> = {
  errors: { field: 'errorPoints', min: 0, max: 100 },
  latency: { field: 'latencyFactor', min: 1, max: 1_000 },
  requests: { field: 'minRequests', min: 1, max: 1_000_000 },
};

/**
 * The annotation `greenroom/canary-guard`: `off`, or limits by name as in `errors=5,latency=2,requests=50`; what it leaves out
 * is as by default. Latencies are judged from as many requests of both sides.
 *
 * @returns undefined: nothing guards the canary
 * @throws Error with what is wrong, in one sentence
 * @public
 */
export function readGuardLimits(
  annotation: string | undefined,
): GuardLimits | undefined {
  const text = annotation?.trim() ?? '';
  if (text === 'off') return undefined;
  const limits: { -readonly [K in keyof GuardLimits]: GuardLimits[K] } = {
    ...defaultGuardLimits,
  };
  for (const entry of text.split(',').filter(part => part.trim() !== '')) {
    const [name, value, ...rest] = entry.split('=').map(part => part.trim());
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    const number = Number(value);
    if (!part || !value || rest.length > 0 || Number.isNaN(number)) {
      throw new Error(
        `"${entry.trim()}" is not a limit; write off, or some of errors=<points>, latency=<factor>, requests=<count>`,
      );
    }
    if (number < part.min || number > part.max) {
      throw new Error(
        `${name} must be between ${part.min} and ${part.max}, got ${value}`,
      );
    }
    limits[part.field] = number;
  }
  return limits;
}

import { Activity, activityAfter, bound } from './bound';
import { BucketWindow } from './BucketWindow';
import { decide, initialScaleState, ScaleDecision, ScaleState } from './decide';
import { MaxWindow } from './MaxWindow';
import { ScaleRecord } from './ScaleRecord';
import { ComponentScale } from './scaleSpecOf';

/** A bucket of the metric windows. */
const BUCKET_MS = 1_000;
/** An entry of the window that delays a fall: one tick. */
const TICK_MS = 2_000;
/** Records that are kept of a revision: ten minutes of ticks. */
const KEPT_RECORDS = 300;
/** Knative's default of `progress-deadline`. */
const PROGRESS_DEADLINE_MS = 600_000;

/** What one gateway counted of a revision in a period. */
export interface ScaleSample {
  /** Requests in flight, times seconds. */
  readonly concurrencySeconds: number;
  readonly arrivals: number;
}

/** What is known of a revision when somebody begins to scale it. */
export interface ScaleStart {
  readonly now: number;
  /** Replicas that it was told to have; undefined: nobody knows. */
  readonly told?: number;
  readonly ready: number;
  /** It has had a ready replica since it was last started. */
  readonly isInitialized: boolean;
}

/** What is known of it at a tick. */
export interface ScaleSight {
  readonly now: number;
  readonly ready: number;
  /** Requests in flight or waiting, as last heard. */
  readonly inflight: number;
  /** Every gateway would hold its requests if it had no replica. */
  readonly isHeld: boolean;
}

/**
 * The memory of one revision's scale: its windows, whether it panics, whether it is active. All that it decides comes from
 * the pure rules beside it.
 */
export class RevisionScaler {
  #spec: ComponentScale;
  readonly #stable: BucketWindow;
  readonly #panic: BucketWindow;
  #delay: MaxWindow | undefined;
  #state: ScaleState;
  #replicas: number;
  #activity: Activity;
  #activitySince: number;
  #heldSince: number | undefined;
  #isInitialized: boolean;
  /** Announced at once, and counted again in the next report. */
  #announced = 0;
  readonly #records: ScaleRecord[] = [];

  constructor(spec: ComponentScale, start: ScaleStart) {
    const { now, told, ready, isInitialized } = start;
    this.#spec = spec;
    this.#stable = BucketWindow.create({
      windowMs: spec.stableWindowMs,
      granularityMs: BUCKET_MS,
    });
    this.#panic = BucketWindow.create({
      windowMs: spec.panicWindowMs,
      granularityMs: BUCKET_MS,
    });
    this.#delay = delayWindow(spec);
    this.#state = initialScaleState(now, ready);
    const least = isInitialized
      ? spec.minScale
      : Math.max(spec.minScale, spec.initialScale);
    this.#replicas = Math.min(spec.maxScale, Math.max(told ?? 0, least));
    this.#isInitialized = isInitialized;
    this.#activity = activityAtStart(this.#replicas, ready);
    this.#activitySince = now;
  }

  /** What the cluster should have. */
  get replicas(): number {
    return this.#replicas;
  }

  get activity(): Activity {
    return this.#activity;
  }

  /** The last looks, oldest first. */
  get records(): readonly ScaleRecord[] {
    return this.#records;
  }

  /** What is asked for changed: what was measured stays. */
  configure(spec: ComponentScale, now: number): void {
    const before = this.#spec;
    this.#spec = spec;
    this.#stable.resize(now, spec.stableWindowMs);
    this.#panic.resize(now, spec.panicWindowMs);
    if (before.scaleDownDelayMs !== spec.scaleDownDelayMs) {
      if (spec.scaleDownDelayMs === 0) this.#delay = undefined;
      else if (this.#delay) this.#delay.resize(spec.scaleDownDelayMs);
      else {
        this.#delay = delayWindow(spec);
        this.#delay?.record(now, this.#replicas);
      }
    }
    const { minScale, maxScale } = spec;
    // At zero it may stay until the next tick says otherwise.
    if (this.#replicas > 0 || minScale > 0) {
      this.#replicas = Math.min(maxScale, Math.max(minScale, this.#replicas));
    }
  }

  /** What gateways counted. Of a revision at zero silence is no measurement: the first request begins a new window. */
  record(now: number, sample: ScaleSample): void {
    const isSilent = sample.concurrencySeconds === 0 && sample.arrivals === 0;
    if (isSilent && this.#replicas === 0) return;
    const value = Math.max(0, this.#valueOf(sample) - this.#announced);
    if (!isSilent) this.#announced = 0;
    // It tells of the second before: the middle of that says which bucket it belongs to.
    this.#add(now - BUCKET_MS / 2, value);
  }

  /** A request waits for the first replica: counted at once. */
  announce(now: number): void {
    if (this.#replicas > 0 || this.#announced > 0) return;
    this.#announced = 1;
    this.#add(now, 1);
  }

  /** Decides anew. */
  tick(sight: ScaleSight): ScaleRecord {
    const { now, ready, inflight } = sight;
    const spec = this.#spec;
    this.#note(sight);
    const reading = this.#reading(now, ready);
    const decision = decide(
      { ...spec, isReachable: true },
      this.#state,
      reading,
    );
    this.#state = decision.state;
    const desired = this.#delayed(now, decision);
    const scale = bound({
      ...spec,
      desired: desired ?? -1,
      current: this.#replicas,
      isInitialized: this.#isInitialized,
      isReachable: true,
      activity: this.#activity,
      activityMs: now - this.#activitySince,
      proxyMs:
        this.#heldSince === undefined
          ? undefined
          : now - Math.max(this.#heldSince, this.#activitySince),
      progressDeadlineMs: PROGRESS_DEADLINE_MS,
    });
    // Never under a request. One that never was ready shows why instead of giving up.
    const mayEmpty = inflight === 0 && this.#isInitialized;
    if (scale.apply && (scale.want > 0 || mayEmpty || this.#hasTimedOut(now)))
      this.#replicas = scale.want;
    const { activity, reason } = activityAfter({
      want: scale.want,
      ready,
      minScale: spec.minScale,
      initialScale: spec.initialScale,
      isInitialized: this.#isInitialized,
      before: this.#activity,
    });
    if (activity !== this.#activity) {
      this.#activity = activity;
      this.#activitySince = now;
    }
    return this.#keep({
      at: now,
      spec,
      ready,
      inflight,
      ...(reading.stable === undefined ? {} : { stable: reading.stable }),
      ...(reading.panic === undefined ? {} : { panic: reading.panic }),
      ...(desired === undefined
        ? {}
        : { desired, excessBurstCapacity: decision.excessBurstCapacity }),
      ...(decision.explanation ? { explanation: decision.explanation } : {}),
      ...(this.#state.panicSince === undefined
        ? {}
        : { panicUntil: this.#state.panicSince + spec.stableWindowMs }),
      want: scale.want,
      replicas: this.#replicas,
      activity,
      ...(reason ? { reason } : {}),
    });
  }

  #note({ now, ready, isHeld }: ScaleSight): void {
    const { minScale, initialScale } = this.#spec;
    if (ready >= Math.max(1, minScale, initialScale))
      this.#isInitialized = true;
    if (!isHeld) this.#heldSince = undefined;
    else this.#heldSince ??= now;
  }

  #hasTimedOut(now: number): boolean {
    return (
      this.#isInitialized &&
      this.#activity === 'activating' &&
      now - this.#activitySince > PROGRESS_DEADLINE_MS
    );
  }

  #reading(now: number, ready: number): Parameters<typeof decide>[2] {
    if (this.#stable.isEmpty(now)) return { now, ready };
    const { aggregation } = this.#spec;
    return {
      now,
      ready,
      stable: this.#stable.average(now, aggregation),
      panic: this.#panic.average(now, aggregation),
    };
  }

  #delayed(now: number, decision: ScaleDecision): number | undefined {
    if (!decision.isValid) return undefined;
    return this.#delay?.record(now, decision.desired) ?? decision.desired;
  }

  #valueOf({ concurrencySeconds, arrivals }: ScaleSample): number {
    return this.#spec.metric === 'rps' ? arrivals : concurrencySeconds;
  }

  #add(now: number, value: number): void {
    this.#stable.record(now, value);
    this.#panic.record(now, value);
  }

  #keep(record: ScaleRecord): ScaleRecord {
    this.#records.push(record);
    if (this.#records.length > KEPT_RECORDS) this.#records.shift();
    return record;
  }
}

function delayWindow(spec: ComponentScale): MaxWindow | undefined {
  if (spec.scaleDownDelayMs === 0) return undefined;
  return MaxWindow.create({
    durationMs: spec.scaleDownDelayMs,
    entryMs: TICK_MS,
  });
}

function activityAtStart(replicas: number, ready: number): Activity {
  if (ready > 0) return 'active';
  return replicas === 0 ? 'inactive' : 'activating';
}

import { Activity } from './bound';
import { MaxWindow } from './MaxWindow';
import { RequestWindows } from './RequestWindows';
import { ScaleMemory, ScaleRecord } from './ScaleRecord';
import { ComponentScale } from './scaleSpecOf';
import { firstMemory, scaleStep, ScaleStart } from './scaleStep';

/** An entry of the window that delays a fall: one tick. */
const TICK_MS = 2_000;
/** Records that are kept of a revision: ten minutes of ticks. */
const KEPT_RECORDS = 300;

/** What one gateway counted of a revision in a period. */
export interface ScaleSample {
  /** Requests in flight, times seconds. */
  readonly concurrencySeconds: number;
  readonly arrivals: number;
  /** How long the period was. */
  readonly periodMs: number;
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
  readonly #windows: RequestWindows;
  #delay: MaxWindow | undefined;
  #memory: ScaleMemory;
  /** Announced at once, and counted again in the next report. */
  #announced = 0;
  readonly #records: ScaleRecord[] = [];

  constructor(spec: ComponentScale, start: ScaleStart) {
    this.#spec = spec;
    this.#windows = new RequestWindows(spec, start.resumed);
    this.#memory = firstMemory(spec, start);
    this.#delay = delayWindow(spec);
    // What it has may be what it was delayed to keep.
    this.#delay?.record(start.now, this.#memory.replicas);
  }

  /** What the cluster should have. */
  get replicas(): number {
    return this.#memory.replicas;
  }

  get activity(): Activity {
    return this.#memory.activity;
  }

  /** The last looks, oldest first. */
  get records(): readonly ScaleRecord[] {
    return this.#records;
  }

  /** What is asked for changed: what was measured stays. */
  configure(spec: ComponentScale, now: number): void {
    const before = this.#spec;
    this.#spec = spec;
    this.#windows.resize(now, spec);
    if (before.scaleDownDelayMs !== spec.scaleDownDelayMs) {
      if (spec.scaleDownDelayMs === 0) this.#delay = undefined;
      else if (this.#delay) this.#delay.resize(spec.scaleDownDelayMs);
      else {
        this.#delay = delayWindow(spec);
        this.#delay?.record(now, this.replicas);
      }
    }
    const { minScale, maxScale } = spec;
    const { replicas } = this.#memory;
    // At zero it may stay until the next tick says otherwise.
    if (replicas > 0 || minScale > 0)
      this.#memory = {
        ...this.#memory,
        replicas: Math.min(maxScale, Math.max(minScale, replicas)),
      };
  }

  /** What gateways counted. Of a revision at zero silence is no measurement: the first request begins a new window. */
  record(now: number, sample: ScaleSample): void {
    const isSilent = sample.concurrencySeconds === 0 && sample.arrivals === 0;
    if (isSilent && this.replicas === 0) return;
    const value = Math.max(0, this.#valueOf(sample) - this.#announced);
    if (!isSilent) this.#announced = 0;
    // The middle of its period says which bucket it belongs to.
    this.#windows.record(now - sample.periodMs / 2, value);
  }

  /** Whether requests call for more replicas than it was told to have, by this sample alone. */
  isOverrun(sample: ScaleSample): boolean {
    const perSecond = this.#valueOf(sample) / (sample.periodMs / 1_000);
    return perSecond > this.replicas * this.#spec.target;
  }

  /** A request waits for the first replica: counted at once. */
  announce(now: number): void {
    if (this.replicas > 0 || this.#announced > 0) return;
    this.#announced = 1;
    this.#windows.begin(now);
    this.#windows.record(now, 1);
  }

  /** Decides anew. */
  tick({ now, ready, inflight, isHeld }: ScaleSight): ScaleRecord {
    const delayed = this.#delay?.largest(now);
    const record = scaleStep({
      at: now,
      spec: this.#spec,
      ready,
      inflight,
      isHeld,
      ...this.#windows.averages(now, this.#spec.aggregation),
      ...(delayed === undefined ? {} : { delayed }),
      before: this.#memory,
    });
    this.#memory = record.after;
    if (record.undelayed !== undefined)
      this.#delay?.record(now, record.undelayed);
    return this.#keep(record);
  }

  #valueOf({ concurrencySeconds, arrivals }: ScaleSample): number {
    return this.#spec.metric === 'rps' ? arrivals : concurrencySeconds;
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

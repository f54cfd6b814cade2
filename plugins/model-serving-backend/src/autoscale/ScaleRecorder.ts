import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Clock } from '../time';
import type { AnyScaleRecord } from './ScaleRecord';

/** What is measured without changing anything is kept this often. */
const SAME_MS = 60_000;
/** Decisions that were made meanwhile are written together. */
const FLUSH_MS = 5_000;

/** A decision about a revision of a service. */
export interface RecordedDecision {
  readonly uid: string;
  readonly revision: string;
  readonly record: AnyScaleRecord;
}

/** Options of a {@link ScaleRecorder}. */
export interface ScaleRecorderOptions {
  readonly append: (decisions: readonly RecordedDecision[]) => Promise<void>;
  /** Whether this process may write. */
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

/**
 * Keeps decisions for people, and for deciding again: each that changed something, and one a minute while requests or usage
 * are measured. Of a revision without requests that they scale there is nothing to keep.
 */
export class ScaleRecorder {
  readonly #options: ScaleRecorderOptions;
  readonly #last = new Map<string, AnyScaleRecord>();
  #pending: RecordedDecision[] = [];
  #cancel: (() => void) | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: ScaleRecorderOptions) {
    this.#options = options;
  }

  /** A decision was made. */
  note(decision: RecordedDecision): void {
    const key = `${decision.uid} ${decision.revision}`;
    if (!isWorthKeeping(this.#last.get(key), decision.record)) return;
    this.#last.set(key, decision.record);
    this.#pending.push(decision);
    this.#cancel ??= this.#options.clock.schedule(FLUSH_MS, () => {
      this.#cancel = undefined;
      this.#flushing = this.#flush();
    });
  }

  /** A revision is scaled no more. */
  forget(uid: string, revision: string): void {
    this.#last.delete(`${uid} ${revision}`);
  }

  /** Resolves when all that this process may still write is written. */
  async stop(): Promise<void> {
    this.#cancel?.();
    await this.#flushing;
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const { append, mayAct, logger } = this.#options;
    const decisions = this.#pending;
    this.#pending = [];
    if (decisions.length === 0 || !mayAct()) return;
    try {
      await append(decisions);
    } catch (error) {
      logger.warn(
        `${decisions.length} decisions about replicas were not kept`,
        error as Error,
      );
    }
  }
}

/** Whether a decision differs from the last one that was kept, or that one is old. */
export function isWorthKeeping(
  last: AnyScaleRecord | undefined,
  record: AnyScaleRecord,
): boolean {
  if (
    !last ||
    last.kind !== record.kind ||
    last.replicas !== record.replicas ||
    last.activity !== record.activity ||
    last.reason !== record.reason ||
    isPanicking(last) !== isPanicking(record)
  )
    return true;
  return isMeasured(record) && record.at - last.at >= SAME_MS;
}

function isPanicking(record: AnyScaleRecord): boolean {
  return record.kind === undefined && record.panicUntil !== undefined;
}

function isMeasured(record: AnyScaleRecord): boolean {
  return record.kind === 'usage' || (record.stable ?? 0) > 0;
}

import { Clock, ProcessEntry, ProcessHost, processTree } from '../host';
import { ReplicaRun } from './ReplicaRun';
import { ReplicaEvent } from './state';

/** How often replicas are measured, in ms. */
export interface UsageTiming {
  /** Memory of replicas that have a limit; also how often logs are looked at. */
  readonly limitEveryMs: number;
  /** CPU and memory of all. */
  readonly usageEveryMs: number;
}

/** A replica with a process. */
export interface MeasuredReplica {
  readonly id: string;
  readonly run: ReplicaRun;
  report(event: ReplicaEvent): void;
}

/** CPU time of a process tree at a moment. */
interface CpuMark {
  readonly at: number;
  readonly cpuSeconds: number;
}

/**
 * Measures what replicas use and keeps their logs short.
 */
export class UsageSampler {
  readonly #host: ProcessHost;
  readonly #clock: Clock;
  readonly #timing: UsageTiming;
  readonly #marks = new WeakMap<ReplicaRun, CpuMark>();
  #lastFull = Number.NEGATIVE_INFINITY;

  constructor(host: ProcessHost, clock: Clock, timing: UsageTiming) {
    this.#host = host;
    this.#clock = clock;
    this.#timing = timing;
  }

  /** One look at all replicas. */
  async sample(replicas: readonly MeasuredReplica[]): Promise<void> {
    const now = this.#clock.now();
    const isFull = now - this.#lastFull >= this.#timing.usageEveryMs;
    if (isFull) this.#lastFull = now;
    const due = replicas.filter(
      ({ run }) => isFull || run.record.memoryLimitBytes !== undefined,
    );
    const table = due.length > 0 ? await this.#host.table() : [];
    await Promise.all([
      ...due.map(replica => this.#measure(replica, table, isFull)),
      ...replicas.map(({ run }) => run.log.rotate()),
    ]);
  }

  async #measure(
    { run, report }: MeasuredReplica,
    table: readonly ProcessEntry[],
    isFull: boolean,
  ): Promise<void> {
    const tree = processTree(table, run.process);
    if (tree.length === 0) return; // its end is told by the run
    const memoryBytes = await this.#host.memory(tree.map(({ pid }) => pid));
    const cpuCores = isFull ? this.#cpuSince(run, tree) : undefined;
    report({ type: 'usage', memoryBytes, cpuCores });
  }

  #cpuSince(
    run: ReplicaRun,
    tree: readonly ProcessEntry[],
  ): number | undefined {
    const mark = {
      at: this.#clock.now(),
      cpuSeconds: tree.reduce((sum, entry) => sum + entry.cpuSeconds, 0),
    };
    const before = this.#marks.get(run);
    this.#marks.set(run, mark);
    return before && coresBetween(before, mark);
  }
}

/** Cores used on average between two marks. A child that ended takes its time along: never below 0. */
export function coresBetween(
  before: CpuMark,
  after: CpuMark,
): number | undefined {
  const seconds = (after.at - before.at) / 1000;
  return seconds > 0
    ? Math.max(0, after.cpuSeconds - before.cpuSeconds) / seconds
    : undefined;
}

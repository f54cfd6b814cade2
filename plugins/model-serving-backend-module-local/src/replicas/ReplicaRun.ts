import {
  Clock,
  isPortFree,
  killInstance,
  ProcessExit,
  ProcessHost,
  ProcessIdentity,
  processTree,
  signalTree,
  watchFile,
} from '../host';
import { ReplicaLog } from '../logs';
import { ReplicaRecord } from '../records';
import { TermLostError } from '../term';
import { nextLookMs } from './nextLookMs';
import { probe } from './probe';
import { ReportedState, reportedState, STATE_FILE } from './reportedState';
import { ReplicaEvent } from './state';

/** How often a run looks, in ms. */
export interface RunTiming {
  /** Between two looks at a process that is not ready yet, at most: see `nextLookMs`. */
  readonly startingEveryMs: number;
  /** Time for one answer of such a process. */
  readonly startingTimeoutMs: number;
  /** Between two looks at one that has been ready. */
  readonly readyEveryMs: number;
  /** Between two looks whether an adopted process still lives: it is not our child, so nobody tells. */
  readonly aliveEveryMs: number;
}

/** Looks at a starting process that get only the short time for an answer. */
const SHORT_LOOKS = 100;
/** Lines of the log that go with an exit. */
const EXIT_LINES = 20;

/** What a run needs. */
export interface RunOptions {
  readonly host: ProcessHost;
  readonly clock: Clock;
  readonly timing: RunTiming;
  readonly record: ReplicaRecord & { readonly process: ProcessIdentity };
  readonly folder: string;
  readonly log: ReplicaLog;
  /** Absent for a process that an earlier backend started. */
  readonly exited?: Promise<ProcessExit>;
  /** Whether its readiness has been seen before. */
  readonly wasReady?: boolean;
  emit(event: ReplicaEvent): void;
}

/**
 * Watches one process from its start to its end, and reports what happens. Decides nothing.
 */
export class ReplicaRun {
  readonly #options: RunOptions;
  #port?: number;
  /** It has not said yet where it listens for gRPC. */
  #awaitsGrpc: boolean;
  #isVerified = false;
  /** It says itself when it is ready. */
  #isTold = false;
  #wasReady: boolean;
  #isReady: boolean;
  #looks = 0;
  #failures = 0;
  #isOver = false;
  #wake?: () => void;
  /** Something was written while nobody slept. */
  #hasNews = false;

  static start(options: RunOptions): ReplicaRun {
    const run = new ReplicaRun(options);
    if (options.exited) void options.exited.then(exit => run.#end(exit));
    else void run.#watchAlive();
    void run.#watchReadiness();
    return run;
  }

  private constructor(options: RunOptions) {
    this.#options = options;
    const { port, grpc, reportsState } = options.record;
    this.#port = port;
    this.#awaitsGrpc = reportsState && grpc !== 'none';
    this.#wasReady = options.wasReady ?? false;
    this.#isReady = this.#wasReady;
  }

  get process(): ProcessIdentity {
    return this.#options.record.process;
  }

  /** The process has ended, and that has been told. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get record(): ReplicaRecord {
    return this.#options.record;
  }

  get log(): ReplicaLog {
    return this.#options.log;
  }

  /** Asks the process to end. Only the process itself: it knows what its children still have to finish. */
  async terminate(): Promise<void> {
    const { host } = this.#options;
    const holder = await host.identify(this.process.pid);
    if (holder?.startTime !== this.process.startTime) return;
    host.signal(this.process.pid, 'SIGTERM');
    // A stopped process gets the signal only when it goes on.
    host.signal(this.process.pid, 'SIGCONT');
  }

  /** Ends the process and everything it started. */
  async kill(): Promise<void> {
    await signalTree(this.#options.host, this.process, 'SIGKILL');
  }

  /** Stops watching; the process goes on. */
  abandon(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  async #watchReadiness(): Promise<void> {
    const { clock, timing, folder, record } = this.#options;
    const begun = clock.now();
    let unwatch = record.reportsState
      ? watchFile(folder, STATE_FILE, () => this.#tellNews())
      : undefined;
    while (!this.#isOver) {
      this.#hasNews = false;
      await this.#look();
      const hasSaidAll = this.#wasReady && !this.#awaitsGrpc;
      if (hasSaidAll) {
        unwatch?.();
        unwatch = undefined;
      }
      // Who says itself what is new is looked at for what got lost.
      const isWatched = unwatch && (this.#isTold || this.#port === undefined);
      await this.#sleep(
        hasSaidAll || isWatched
          ? timing.readyEveryMs
          : nextLookMs(clock.now() - begun, timing.startingEveryMs),
      );
    }
    unwatch?.();
  }

  #tellNews(): void {
    this.#hasNews = true;
    this.#wake?.();
  }

  async #look(): Promise<void> {
    const { record, timing, emit } = this.#options;
    const state = await this.#readState();
    if (this.#port === undefined || this.#isOver) return;
    if (this.#awaitsGrpc && record.grpc === 'needed') return;
    if (state && !this.#wasReady && this.#tells(state)) {
      this.#isTold = true;
      if (state.isReady) this.#answered();
      return;
    }
    this.#looks++;
    const isShort = !this.#wasReady && this.#looks <= SHORT_LOOKS;
    const answer = await probe(
      this.#port,
      record.readiness.path,
      isShort ? timing.startingTimeoutMs : record.readiness.timeoutMs,
    );
    if (this.#isOver) return;
    if (answer && !(await this.#isOurs(answer.instance))) {
      if (record.port !== undefined && !this.#isOver) {
        emit({ type: 'end', reason: 'PortTaken' });
      }
      return;
    }
    if (answer?.ok) this.#answered();
    else if (this.#isReady) this.#failed();
  }

  #answered(): void {
    this.#failures = 0;
    this.#wasReady = true;
    if (this.#isReady) return;
    this.#isReady = true;
    this.#options.emit({ type: 'ready' });
  }

  #failed(): void {
    this.#failures++;
    if (this.#failures < this.#options.record.readiness.failures) return;
    this.#isReady = false;
    this.#options.emit({ type: 'unready' });
  }

  /** Reads what a program of ours says, until it has said all. */
  async #readState(): Promise<ReportedState | undefined> {
    const { folder, record, emit } = this.#options;
    const hasSaidAll =
      this.#port !== undefined && this.#wasReady && !this.#awaitsGrpc;
    if (!record.reportsState || hasSaidAll) return undefined;
    const state = await reportedState(folder, record.instanceId);
    if (!state || this.#isOver) return undefined;
    const { port, grpcPort } = state;
    if (port === this.#port && !(grpcPort && this.#awaitsGrpc)) return state;
    this.#port = port;
    if (grpcPort) this.#awaitsGrpc = false;
    emit({
      type: 'listening',
      port,
      ...(grpcPort ? { grpcPort } : {}),
      awaitsGrpc: this.#awaitsGrpc,
    });
    return state;
  }

  /** Whether what our own child says of its model is what its readiness check asks. One that was taken over is asked. */
  #tells({ modelName }: ReportedState): boolean {
    const { record, exited } = this.#options;
    return (
      exited !== undefined &&
      modelName !== undefined &&
      record.readiness.path ===
        `/v2/models/${encodeURIComponent(modelName)}/ready`
    );
  }

  /** A program of ours says who it is on each answer; of another one the listening socket must belong to its tree. */
  async #isOurs(instance: string | undefined): Promise<boolean> {
    const { host, record } = this.#options;
    if (record.reportsState) return instance === record.instanceId;
    if (this.#isVerified) return true;
    const tree = processTree(await host.table(), record.process);
    this.#isVerified = await host.listens(
      tree.map(({ pid }) => pid),
      this.#port!,
    );
    return this.#isVerified;
  }

  async #watchAlive(): Promise<void> {
    const { host, timing } = this.#options;
    while (!this.#isOver) {
      const holder = await host.identify(this.process.pid);
      if (holder?.startTime !== this.process.startTime) {
        await this.#end({});
        return;
      }
      await new Promise<void>(resolve => {
        this.#options.clock.after(timing.aliveEveryMs, resolve);
      });
    }
  }

  /** Whoever acts now finishes what a lost term cannot. */
  async #end(exit: ProcessExit): Promise<void> {
    try {
      await this.#finish(exit);
    } catch (error) {
      if (!(error instanceof TermLostError)) throw error;
    }
  }

  async #finish(exit: ProcessExit): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake?.();
    await this.#endLeftovers();
    const lines = await this.log.tail(EXIT_LINES);
    const { port } = this.record;
    const isPortTaken =
      port !== undefined && !this.#wasReady && !(await isPortFree(port));
    if (isPortTaken) this.#options.emit({ type: 'end', reason: 'PortTaken' });
    this.#options.emit({ type: 'exited', ...exit, logTail: lines.join('\n') });
  }

  /** What the process started and left behind goes with it, before anything is said. */
  async #endLeftovers(): Promise<void> {
    const { host, clock, timing, record } = this.#options;
    while (
      (await signalTree(host, this.process, 'SIGKILL')) +
        (await killInstance(host, record.instanceId)) >
      0
    ) {
      await new Promise<void>(resolve => {
        clock.after(timing.startingEveryMs, resolve);
      });
    }
  }

  #sleep(delayMs: number): Promise<void> {
    if (this.#hasNews) return Promise.resolve();
    return new Promise(resolve => {
      const cancel = this.#options.clock.after(delayMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

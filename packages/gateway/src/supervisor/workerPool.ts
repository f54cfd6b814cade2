import { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AcceptMode,
  SupervisorMessage,
  FramingKind,
  UpstreamKind,
  WorkerMessage,
} from '../ipc';
import { ObserverOptions } from '../observers';
import { KeptListeners } from './keptListeners';
import { WorkerHandle, WorkerListener, WorkerProgram } from './workerHandle';
import { WrittenSnapshot } from './writtenSnapshot';

/** A worker that lived shorter than this, in ms, did not die of a request: the next start waits. */
const quickDeathMs = 1_000;

/** Connections that wait for a worker while none serves, at the most. */
const maxWaiting = 1_024;

const firstBackoffMs = 100;
const maxBackoffMs = 5_000;

/** How long a worker may take to confirm a snapshot, in ms. */
const confirmTimeoutMs = 10_000;

/** What workers are started with. */
export interface WorkerPoolOptions {
  readonly program: WorkerProgram;
  readonly workers: number;
  readonly instance: string;
  readonly stateFile: string;
  readonly host: string;
  readonly port: number;
  readonly accept: AcceptMode;
  readonly upstream: UpstreamKind;
  readonly framing: FramingKind;
  readonly observers: ObserverOptions;
  readonly written: WrittenSnapshot | undefined;
  /** What a worker said that is not about the pool. */
  readonly onMessage: (worker: number, message: WorkerMessage) => void;
  /** A worker ended; all it said was heard before. */
  readonly onGone: (worker: number) => void;
  readonly log: (line: string) => void;
  /** ms */
  readonly now: () => number;
}

/** Keeps the wanted number of workers alive, each with the newest snapshot. */
export class WorkerPool implements WorkerListener {
  readonly #options: WorkerPoolOptions;
  readonly #workers: (WorkerHandle | undefined)[];
  readonly #startedAt: number[];
  readonly #quickDeaths: number[];
  readonly #kept = KeptListeners.create(socket => this.pass(socket));
  /** Connections that no worker was there for. */
  readonly #waiting: Socket[] = [];
  /** Called whenever something changed that somebody may wait for. */
  readonly #watchers = new Set<() => void>();
  #written: WrittenSnapshot | undefined;
  #listenError: (Error & { code?: string }) | undefined;
  #isDraining = false;
  #restarts = 0;
  #next = 0;

  private constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#written = options.written;
    this.#workers = new Array(options.workers).fill(undefined);
    this.#startedAt = new Array(options.workers).fill(0);
    this.#quickDeaths = new Array(options.workers).fill(0);
  }

  /**
   * Starts the workers; resolves when all serve.
   *
   * @throws Error with the system's `code` if one cannot listen.
   */
  static async start(options: WorkerPoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    for (let i = 0; i < options.workers; i++) pool.#fork(i);
    await pool.#until(
      () => pool.#listenError !== undefined || pool.serving === options.workers,
    );
    if (pool.#listenError) {
      const error = pool.#listenError;
      await pool.drain(0);
      throw error;
    }
    return pool;
  }

  /** Workers that serve. */
  get serving(): number {
    return this.#workers.filter(worker => worker?.isServing).length;
  }

  /** Workers that ended unexpectedly. */
  get restarts(): number {
    return this.#restarts;
  }

  /**
   * Gives a snapshot to all workers; resolves when it is live in every one.
   *
   * @throws Error if a worker does not confirm in time.
   */
  async distribute(written: WrittenSnapshot): Promise<void> {
    this.#written = written;
    for (const worker of this.#workers)
      worker?.order({ type: 'snapshot', snapshot: written.json });
    await this.confirm();
  }

  /**
   * Resolves when the newest snapshot is live in every worker.
   *
   * @throws Error if a worker does not confirm in time.
   */
  async confirm(): Promise<void> {
    const written = this.#written;
    if (!written) return;
    const { snapshot } = written;
    const isLive = () =>
      this.#written !== written ||
      this.#workers.every(
        worker => worker?.isLive(snapshot.version, snapshot.epoch) ?? true,
      );
    const timeout = new AbortController();
    await Promise.race([
      this.#until(isLive),
      sleep(confirmTimeoutMs, undefined, { signal: timeout.signal }),
    ]).finally(() => timeout.abort());
    if (!isLive())
      throw new Error(
        `A worker has not confirmed version ${snapshot.version} within ${confirmTimeoutMs} ms.`,
      );
  }

  /** Sends an order to one worker, if it is there. */
  order(worker: number, message: SupervisorMessage): void {
    this.#workers[worker]?.order(message);
  }

  /** Sends an order to all workers but one. */
  orderOthers(worker: number, message: SupervisorMessage): void {
    for (const [index, other] of this.#workers.entries())
      if (index !== worker) other?.order(message);
  }

  /** Hands a connection to the workers in turn; where none serves, to the next one that does. */
  pass(socket: Socket): void {
    for (let i = 0; i < this.#workers.length; i++) {
      const worker = this.#workers[this.#next++ % this.#workers.length];
      if (!worker?.isServing) continue;
      worker.pass(socket);
      return;
    }
    if (this.#isDraining || this.#waiting.length >= maxWaiting)
      socket.destroy();
    else this.#waiting.push(socket);
  }

  /** Lets all workers finish; resolves when they have ended. They are killed after `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    this.#isDraining = true;
    this.#kept.close();
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    for (const worker of this.#workers) {
      worker?.order({ type: 'drain' });
      if (worker && !worker.hasServed) worker.kill('SIGKILL');
    }
    const timeout = new AbortController();
    const ended = this.#until(() => this.#workers.every(worker => !worker));
    void sleep(limitMs, undefined, { signal: timeout.signal }).then(
      () => {
        for (const worker of this.#workers) worker?.kill('SIGKILL');
      },
      () => {},
    );
    await ended;
    timeout.abort();
  }

  onHello(worker: WorkerHandle): void {
    const { instance, stateFile, host, port, upstream, framing, workers } =
      this.#options;
    worker.start({
      type: 'start',
      instance,
      stateFile,
      host,
      port,
      accept: this.#kept.has(worker.index)
        ? 'handed-over'
        : this.#options.accept,
      upstream,
      framing,
      observers: this.#options.observers,
      workers,
      index: worker.index,
      snapshot: this.#written?.json,
    });
  }

  onMessage(worker: WorkerHandle, message: WorkerMessage): void {
    if (message.type === 'listen-failed') {
      this.#listenError = Object.assign(new Error(message.message), {
        code: message.code,
      });
      worker.kill('SIGKILL');
    }
    if (message.type === 'listening') {
      this.#kept.handOn(worker.index, listener => worker.share(listener));
      for (const socket of this.#waiting.splice(0)) this.pass(socket);
    }
    this.#options.onMessage(worker.index, message);
    this.#changed();
  }

  onLeaving(worker: WorkerHandle, listener: Server | undefined): void {
    if (this.#isDraining) listener?.close();
    else if (listener) this.#kept.keep(worker.index, listener);
    worker.order({ type: 'drain' });
  }

  onGone(worker: WorkerHandle, cause: string): void {
    const { index } = worker;
    this.#workers[index] = undefined;
    this.#options.onGone(index);
    for (const socket of worker.missed) this.pass(socket);
    this.#changed();
    if (this.#isDraining) return;
    this.#restarts++;
    const lived = this.#options.now() - this.#startedAt[index];
    const deaths = lived < quickDeathMs ? this.#quickDeaths[index] + 1 : 0;
    this.#quickDeaths[index] = deaths;
    if (worker.hasServed && this.serving === 0) this.#standIn(index);
    const delay =
      deaths === 0
        ? 0
        : Math.min(maxBackoffMs, firstBackoffMs * 2 ** (deaths - 1));
    this.#options.log(
      `worker ${index} ended (${cause}); another starts in ${delay} ms`,
    );
    void sleep(delay).then(() => {
      if (!this.#isDraining) this.#fork(index);
    });
  }

  /** So that nobody who connects is refused where no worker listens any more. */
  #standIn(index: number): void {
    const { accept, host, port, log } = this.#options;
    if (accept === 'pass' || this.#kept.has(index)) return;
    this.#kept.standIn(index, { host, port }, error => {
      log(`nobody listens until worker ${index} does: ${error.message}`);
      // It may wait for the listener that will not come.
      this.#workers[index]?.kill('SIGKILL');
    });
  }

  #fork(index: number): void {
    this.#startedAt[index] = this.#options.now();
    this.#workers[index] = WorkerHandle.fork(
      index,
      this.#options.program,
      this,
    );
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const check = () => {
        if (!condition()) return;
        this.#watchers.delete(check);
        resolve();
      };
      this.#watchers.add(check);
      check();
    });
  }

  #changed(): void {
    for (const check of [...this.#watchers]) check();
  }
}

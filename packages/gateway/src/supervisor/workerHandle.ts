import { ChildProcess, fork } from 'node:child_process';
import { Server, Socket } from 'node:net';
import { SupervisorMessage, WorkerMessage, WorkerStart } from '../ipc';

/**
 * Flags of worker processes. A young generation that fits into a core's own cache: of a larger one, each request gets memory
 * that no cache holds any more (decision 0021).
 */
const workerFlags = ['--max-semi-space-size=2'];

/** How to start a worker process. */
export interface WorkerProgram {
  readonly file: string;
  readonly args: readonly string[];
}

/** Hears about a worker. */
export interface WorkerListener {
  /** The process runs and waits for {@link WorkerHandle.start}. */
  onHello(worker: WorkerHandle): void;
  onMessage(worker: WorkerHandle, message: WorkerMessage): void;
  /** It serves no new connections any more. Who has its listener has what the kernel queued there. */
  onLeaving(worker: WorkerHandle, itsListener: Server | undefined): void;
  /** The process ended and all it said has been heard. `cause` is for people. */
  onGone(worker: WorkerHandle, cause: string): void;
}

/** A worker process as the supervisor sees it. */
export class WorkerHandle {
  readonly index: number;
  readonly #child: ChildProcess;
  readonly #passing = new Set<Socket>();
  #phase: 'starting' | 'started' | 'serving' | 'leaving' = 'starting';
  #live: { readonly version: number; readonly epoch: string } | undefined;

  private constructor(
    index: number,
    program: WorkerProgram,
    listener: WorkerListener,
  ) {
    this.index = index;
    this.#child = fork(program.file, [...program.args], {
      execArgv: workerFlags,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // Snapshots are passed on as bytes: JSON would have to write and read them once more.
      serialization: 'advanced',
    });
    this.#child.on('message', (message: WorkerMessage, handle) => {
      if (message.type === 'hello') listener.onHello(this);
      if (message.type === 'listening') this.#phase = 'serving';
      if (message.type === 'live') this.#live = message;
      if (message.type === 'leaving') {
        this.#phase = 'leaving';
        listener.onLeaving(this, handle instanceof Server ? handle : undefined);
      }
      listener.onMessage(this, message);
    });
    const gone = new Promise<string>(resolve => {
      // Its channel is read to the end by then. `disconnect` does not come where a connection was on its way to it.
      this.#child.on('close', (code, signal) =>
        resolve(signal ?? `exit code ${code}`),
      );
      // It could not be started.
      this.#child.on('error', error => resolve(error.message));
    });
    void gone.then(cause => listener.onGone(this, cause));
  }

  static fork(
    index: number,
    program: WorkerProgram,
    listener: WorkerListener,
  ): WorkerHandle {
    return new WorkerHandle(index, program, listener);
  }

  /** It takes new connections. */
  get isServing(): boolean {
    return this.#phase === 'serving';
  }

  /** It has served, and may still have requests under way. */
  get hasServed(): boolean {
    return this.#phase === 'serving' || this.#phase === 'leaving';
  }

  /** Whether it routes by this version, or has not been told of any yet. */
  isLive(version: number, epoch: string): boolean {
    if (this.#phase === 'starting') return true;
    return this.#live?.version === version && this.#live.epoch === epoch;
  }

  start(order: WorkerStart): void {
    this.#phase = 'started';
    this.#send(order);
  }

  /** Sends an order to a started worker; one that has not started gets it with its start. */
  order(message: SupervisorMessage): void {
    if (this.#phase !== 'starting') this.#send(message);
  }

  /** Connections that it ended before it got. */
  get missed(): readonly Socket[] {
    return [...this.#passing];
  }

  /** Hands over a connection. */
  pass(socket: Socket): void {
    const message: SupervisorMessage = { type: 'connection' };
    this.#passing.add(socket);
    this.#child.send(message, socket, error => {
      this.#passing.delete(socket);
      if (error) socket.destroy();
    });
  }

  /**
   * Shares a listener with it; resolves when that is done.
   *
   * @throws Error if it ended before
   */
  share(listener: Server): Promise<void> {
    const message: SupervisorMessage = { type: 'listener' };
    return new Promise((resolve, reject) => {
      this.#child.send(message, listener, error =>
        error ? reject(error) : resolve(),
      );
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #send(message: SupervisorMessage): void {
    // A worker that is just dying cannot be told; its successor is told at its start.
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}

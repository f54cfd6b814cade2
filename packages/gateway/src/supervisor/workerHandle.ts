import { ChildProcess, fork } from 'node:child_process';
import { Socket } from 'node:net';
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
  /** The process ended and all it said has been heard. `cause` is for people. */
  onGone(worker: WorkerHandle, cause: string): void;
}

/** A worker process as the supervisor sees it. */
export class WorkerHandle {
  readonly index: number;
  readonly #child: ChildProcess;
  #isStarted = false;
  #isListening = false;
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
    this.#child.on('message', (message: WorkerMessage) => {
      if (message.type === 'hello') listener.onHello(this);
      if (message.type === 'listening') this.#isListening = true;
      if (message.type === 'live') this.#live = message;
      listener.onMessage(this, message);
    });
    const exited = new Promise<string>(resolve => {
      this.#child.on('exit', (code, signal) =>
        resolve(signal ?? `exit code ${code}`),
      );
      this.#child.on('error', error => resolve(error.message));
    });
    const disconnected = new Promise<void>(resolve => {
      this.#child.on('disconnect', resolve);
      // A process that could not be started never was connected.
      this.#child.on('error', () => resolve());
    });
    void Promise.all([exited, disconnected]).then(([cause]) =>
      listener.onGone(this, cause),
    );
  }

  static fork(
    index: number,
    program: WorkerProgram,
    listener: WorkerListener,
  ): WorkerHandle {
    return new WorkerHandle(index, program, listener);
  }

  /** It serves the public port. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Whether it routes by this version, or has not been told of any yet. */
  isLive(version: number, epoch: string): boolean {
    if (!this.#isStarted) return true;
    return this.#live?.version === version && this.#live.epoch === epoch;
  }

  start(order: WorkerStart): void {
    this.#isStarted = true;
    this.#send(order);
  }

  /** Sends an order to a started worker; one that has not started gets it with its start. */
  order(message: SupervisorMessage): void {
    if (this.#isStarted) this.#send(message);
  }

  /** Hands over a connection. */
  pass(socket: Socket): void {
    const message: SupervisorMessage = { type: 'connection' };
    this.#child.send(message, socket, error => {
      if (error) socket.destroy();
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

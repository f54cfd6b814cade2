/**
 * Names one process for ever: a pid alone is reused by the kernel.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; unique together with the pid, over reboots too. */
  readonly startTime: string;
}

/** One row of the process table. */
export interface ProcessEntry extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** CPU time used so far, in seconds. */
  readonly cpuSeconds: number;
}

/** What to start. Never passes a shell. */
export interface SpawnCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Both output streams are appended to this file. */
  readonly logFile: string;
}

/** How a process ended. */
export interface ProcessExit {
  readonly code?: number;
  readonly signal?: string;
}

/** A process that this backend started. */
export interface SpawnedProcess extends ProcessIdentity {
  /** Never rejects. */
  readonly exited: Promise<ProcessExit>;
}

/**
 * The operating system as the driver needs it.
 */
export interface ProcessHost {
  /**
   * Starts a process in a group and session of its own, so that it outlives the backend.
   * @throws the system's error (`ENOENT`, `EACCES`, `EAGAIN`, …)
   */
  spawn(command: SpawnCommand): Promise<SpawnedProcess>;
  /** Undefined if there is no such process or it has ended and only waits to be reaped. */
  identify(pid: number): Promise<ProcessIdentity | undefined>;
  /** All live processes. */
  table(): Promise<readonly ProcessEntry[]>;
  /** Memory of these processes in bytes, pages that they share counted once (PSS) where the system can tell. */
  memory(pids: readonly number[]): Promise<number>;
  /** One variable of a live process's initial environment; undefined if it is not set or cannot be read. */
  variable(pid: number, name: string): Promise<string | undefined>;
  /** Whether one of the processes holds the listening TCP socket of that port. */
  listens(pids: readonly number[], port: number): Promise<boolean>;
  /** Sends a signal to one process, or to the group `-pid`; false if there is none. */
  signal(pid: number, signal: NodeJS.Signals): boolean;
}

import { access, mkdir, rm } from 'node:fs/promises';
import { Failure } from '@greenroom/backstage-plugin-model-serving-common';
import { Clock, isPortFree, pickPort, PortRange, ProcessHost } from '../host';
import { launchCommand, LaunchTemplate, PortChoice } from '../launch';
import { ReplicaLog } from '../logs';
import { RecordStore, ReplicaRecord } from '../records';
import { TermLostError } from '../term';
import { STATE_FILE } from './reportedState';
import { ReplicaRun, RunTiming } from './ReplicaRun';
import { ReplicaEvent, ReplicaState } from './state';

/** A start that did not get to a process: says why in the words of the findings. */
export class LaunchRefused extends Error {
  readonly failure: Omit<Failure, 'at'>;

  constructor(failure: Omit<Failure, 'at'>) {
    super(failure.message);
    this.name = 'LaunchRefused';
    this.failure = failure;
  }
}

/** What all starts share. */
export interface LauncherOptions {
  readonly host: ProcessHost;
  readonly clock: Clock;
  readonly timing: RunTiming;
  readonly records: RecordStore;
  readonly ports?: PortRange;
  /** `host:port` at which replicas reach the gateway. */
  readonly gatewayHost: string;
  /** `PATH` of all programs. */
  readonly path: string;
  readonly logFileBytes: number;
  random(): number;
  newInstanceId(): string;
}

/** One start. */
export interface LaunchRequest {
  readonly key: string;
  readonly replica: ReplicaState;
  readonly template: LaunchTemplate;
  readonly modelFolder?: string;
  /** Of the service: what its components show each other's gateway. */
  componentKey(): Promise<string | undefined>;
  emit(event: ReplicaEvent): void;
}

/** Starts replicas, and takes over those that run. */
export class ReplicaLauncher {
  readonly #options: LauncherOptions;

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  /**
   * Prepares the folder, leaves a record, starts the program.
   * @throws LaunchRefused; TermLostError if another backend acts now
   */
  async launch(request: LaunchRequest): Promise<ReplicaRun> {
    try {
      return await this.#launch(request);
    } catch (error) {
      throw error instanceof LaunchRefused || error instanceof TermLostError
        ? error
        : new LaunchRefused(systemFailure(error, request.template));
    }
  }

  /** Watches a process that an earlier backend started. */
  adopt(
    record: RunningRecord,
    wasReady: boolean,
    emit: (event: ReplicaEvent) => void,
  ): ReplicaRun {
    return this.#watch(record, emit, { wasReady });
  }

  async #launch(request: LaunchRequest): Promise<ReplicaRun> {
    const { host, clock, records } = this.#options;
    const { replica, template, emit } = request;
    const folder = records.replicaFolder(replica.id);
    await demandModel(request.modelFolder);
    records.demand();
    await mkdir(`${folder}/tmp`, { recursive: true, mode: 0o700 });
    await rm(`${folder}/${STATE_FILE}`, { force: true });
    const log = this.log(replica.id);
    await log.nextInstance();

    const ports = await this.#choosePorts(template);
    const record: ReplicaRecord = {
      key: request.key,
      id: replica.id,
      instanceId: this.#options.newInstanceId(),
      reportsState: template.program.reportsState,
      ...ports,
      grpc: template.grpc,
      readiness: template.readiness,
      memoryLimitBytes: template.memoryLimitBytes,
      memoryRequestBytes: template.memoryRequestBytes,
      restarts: replica.restarts,
      createdAt: replica.createdAt,
      startedAt: clock.now(),
    };
    const componentKey = template.needsComponentKey
      ? await request.componentKey()
      : undefined;
    // Written before the start as well: should the backend end in between, the instance id finds the process.
    await records.saveReplica(record);
    const { exited, ...process } = await host.spawn({
      ...launchCommand(template, {
        folder,
        modelFolder: request.modelFolder,
        instanceId: record.instanceId,
        port: ports.port ?? 0,
        grpcPort: ports.grpcPort ?? 0,
        gatewayHost: this.#options.gatewayHost,
        componentKey,
        path: this.#options.path,
      }),
      logFile: log.file,
    });
    emit({ type: 'spawned', pid: process.pid });
    if (ports.port !== undefined) {
      const grpcPort = template.grpc === 'none' ? undefined : ports.grpcPort;
      emit({ type: 'listening', port: ports.port, grpcPort });
    }
    const running = { ...record, process };
    const run = this.#watch(running, emit, { exited });
    await records.saveReplica(running);
    return run;
  }

  /** The log of a replica, running or not. */
  log(id: string): ReplicaLog {
    const { records, logFileBytes } = this.#options;
    return new ReplicaLog(records.replicaFolder(id), logFileBytes);
  }

  #watch(
    record: RunningRecord,
    emit: (event: ReplicaEvent) => void,
    more: Pick<Parameters<typeof ReplicaRun.start>[0], 'exited' | 'wasReady'>,
  ): ReplicaRun {
    const { host, clock, timing, records } = this.#options;
    return ReplicaRun.start({
      host,
      clock,
      timing,
      record,
      folder: records.replicaFolder(record.id),
      log: this.log(record.id),
      emit,
      ...more,
    });
  }

  async #choosePorts({
    port,
    grpcPort,
  }: LaunchTemplate): Promise<Pick<ReplicaRecord, 'port' | 'grpcPort'>> {
    if (port.kind === 'reported') return {};
    const http = await this.#choosePort(port, 'PORT');
    return {
      port: http,
      grpcPort:
        grpcPort.kind === 'shared'
          ? http
          : await this.#choosePort(grpcPort, 'GRPC_PORT'),
    };
  }

  async #choosePort(
    choice: PortChoice,
    variable: 'PORT' | 'GRPC_PORT',
  ): Promise<number> {
    const { ports, random } = this.#options;
    if (choice.kind !== 'fixed') {
      const port = await pickPort(ports, random);
      if (port !== undefined) return port;
      throw new LaunchRefused({
        code: 'PortTaken',
        message:
          'no free port was found in modelServing.local.ports; widen the range',
      });
    }
    if (await isPortFree(choice.port)) return choice.port;
    throw new LaunchRefused({
      code: 'PortTaken',
      message: `port ${choice.port} is in use by another process; let the runtime refer to $(${variable}) instead of declaring containers[0].ports, and a free one is chosen`,
    });
  }
}

/** A record of a process that is known to run. */
export type RunningRecord = ReplicaRecord & {
  readonly process: NonNullable<ReplicaRecord['process']>;
};

async function demandModel(folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  try {
    await access(folder);
  } catch {
    throw new LaunchRefused({
      code: 'StorageNotFound',
      message: `the folder of the model, ${folder}, was removed; the model is fetched again`,
    });
  }
}

/** A failed system call in the words of the findings. */
function systemFailure(
  error: unknown,
  { program }: LaunchTemplate,
): Omit<Failure, 'at'> {
  const { code } = Object(error) as { code?: unknown };
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ENOENT':
    case 'EACCES':
    case 'ENOEXEC':
      return {
        code: 'ProgramNotAllowed',
        message: `the program '${program.command}' cannot be started: ${message}`,
      };
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'DiskFull', message };
    default:
      return { code: 'NoCapacity', message };
  }
}

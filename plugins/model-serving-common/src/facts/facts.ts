import { PodSpec } from '../resources';

/**
 * What a cluster driver observed about one revision. Facts only, no judgement: state words are derived from them by
 * `describeDeployment`.
 * @public
 */
export interface RevisionFacts {
  /** `<namespace>/<revision name>`, the key of the gateway's snapshot too. */
  readonly key: string;
  /** Identity of the service that it was started for, where the cluster keeps it. */
  readonly serviceUid?: string;
  /** ISO 8601; where the cluster keeps it. */
  readonly createdAt?: string;
  /** Replicas that the driver was last asked for; with `scaledBy`, those that it asks for. */
  readonly desired: number;
  /** What on the cluster decides the number; absent: whoever asks the driver. */
  readonly scaledBy?: ClusterScaler;
  readonly fetch: FetchFacts;
  readonly replicas: readonly ReplicaFacts[];
  /** Why no replica can be started at all (program not allowed, no memory, …). */
  readonly failure?: Failure;
  /** What it runs, as the cluster tells; absent where the portal keeps that itself. */
  readonly content?: RevisionContent;
  /** ISO 8601 of this observation. */
  readonly observedAt: string;
}

/** What a cluster tells of what its own controller made a revision of: no more than is in the pods' template. @public */
export interface RevisionContent {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly modelUri?: string;
  /** Instead of `modelUri`, where the controller puts the address together itself. */
  readonly storage?: {
    /** Of an entry of the Secret `storage-config`; absent: the controller's own choice. */
    readonly key?: string;
    readonly path: string;
  };
  /** How often the template was written, the first time too; it is changed in place. */
  readonly edition?: number;
}

/** An object of the cluster by which one of its autoscalers decides a number of replicas. @public */
export interface ClusterScaler {
  readonly kind: 'HorizontalPodAutoscaler' | 'ScaledObject';
  readonly name: string;
}

/** Bringing the model to where the replicas read it. @public */
export interface FetchFacts {
  readonly state: 'waiting' | 'fetching' | 'fetched' | 'failed' | 'not-needed';
  readonly bytesDone?: number;
  readonly bytesTotal?: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly failure?: Failure;
  /** When the next try begins, after a failure that may pass. */
  readonly retryAt?: string;
}

/** A failure in the words of the findings table (screens.md §5). @public */
export interface Failure {
  readonly code: FindingCode;
  /** What the lower layer said, verbatim, without secrets. */
  readonly message: string;
  readonly exitCode?: number;
  readonly at: string;
}

/** @public */
export interface ReplicaFacts {
  readonly id: string;
  /**
   * starting: process or container runs or is about to, not yet ready; ready: answers its readiness check;
   * unready: was ready, does not answer; backoff: ended, waits for its next start; draining: gets no new requests,
   * ends soon; ended: will not come back.
   */
  readonly state:
    | 'starting'
    | 'ready'
    | 'unready'
    | 'backoff'
    | 'draining'
    | 'ended';
  readonly endpoint?: {
    readonly host: string;
    readonly port: number;
    readonly grpcPort?: number;
    /** It will listen for gRPC, and does not yet. */
    readonly awaitsGrpc?: true;
  };
  readonly startedAt?: string;
  readonly readyAt?: string;
  /** When it last became ready, or ceased to be; absent: as `readyAt`. */
  readonly readyChangedAt?: string;
  /** Of its server and what runs beside that. */
  readonly restarts: number;
  /** Of each container that was started again, those included that end before its server starts; absent: of none. */
  readonly restartsBy?: readonly ContainerRestarts[];
  readonly lastExit?: ReplicaExit;
  readonly nextStartAt?: string;
  /** Where it runs: `pid 123` on this machine, the node in a cluster. */
  readonly location?: string;
  /** Cores in use, averaged since the last observation. */
  readonly cpuCores?: number;
  readonly memoryBytes?: number;
  /** When `cpuCores` was measured. */
  readonly measuredAt?: string;
  readonly memoryLimitBytes?: number;
  /** Containers whose logs can be read by name, in the order in which they start; absent: it has one log. */
  readonly containers?: readonly string[];
}

/** How often a container of a replica was started again. @public */
export interface ContainerRestarts {
  readonly container: string;
  /** ≥ 1 */
  readonly restarts: number;
  /** How it failed last, in the words of {@link ReplicaExit}; absent: nobody knows any more. */
  readonly reason?: string;
  readonly exitCode?: number;
}

/** @public */
export interface ReplicaExit {
  /** `Completed`, `Error`, `OOMKilled`, `Killed`, `Crashed`, … */
  readonly reason: string;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly at: string;
  /** Last lines of its log, secrets removed, at most 20 lines. */
  readonly logTail: string;
  /** Whether it had been ready before it ended. */
  readonly wasReady: boolean;
}

/** Codes of findings; the table with words and ways out is `findingTable`. @public */
export type FindingCode =
  | 'ClusterRemoved'
  | 'ClusterUnreachable'
  | 'InvalidSpec'
  | 'RuntimeNotFound'
  | 'RuntimeDisabled'
  | 'NoRuntime'
  | 'ProgramNotAllowed'
  | 'QuotaExceeded'
  | 'AdmissionDenied'
  | 'NoAccelerator'
  | 'NoCapacity'
  | 'NoMatchingNode'
  | 'VolumeNotBound'
  | 'ImageNotFound'
  | 'ImageDenied'
  | 'ImageUnreachable'
  | 'SecretMissing'
  | 'StorageDenied'
  | 'StorageNotFound'
  | 'StorageUnreachable'
  | 'DiskFull'
  | 'OutOfMemory'
  | 'PortTaken'
  | 'ModelLoadFailed'
  | 'CrashLoop'
  | 'ProbeFailing'
  | 'StartTimeout'
  | 'Evicted'
  | 'NodeLost'
  | 'RouteNotReady'
  | 'UpdateFailing'
  | 'CanaryHeld'
  | 'ControllerSilent'
  | 'AtMaxScale'
  | 'NoAutoscaler'
  | 'OpenRoute';

/**
 * A component's resolved pod: one entry of a revision.
 * @public
 */
export interface AssembledPod {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly spec: PodSpec;
}

import { ProcessIdentity } from '../host';
import { GrpcUse, ReadinessCheck } from '../launch';

/**
 * What the next backend must know to take over a replica. Holds neither arguments nor variables of the program, so
 * nothing secret.
 */
export interface ReplicaRecord {
  readonly key: string;
  readonly id: string;
  /** Of this start. The process carries it in its environment. */
  readonly instanceId: string;
  /** Absent: the backend ended between writing this and hearing that the process runs. */
  readonly process?: ProcessIdentity;
  readonly reportsState: boolean;
  /** Given to the program; absent if it chooses and reports. */
  readonly port?: number;
  readonly grpcPort?: number;
  readonly grpc: GrpcUse;
  readonly readiness: ReadinessCheck;
  readonly memoryLimitBytes?: number;
  readonly memoryRequestBytes: number;
  readonly restarts: number;
  readonly createdAt: number;
  readonly startedAt: number;
}

/** What the next backend must know of a revision before it is told anew. */
export interface RevisionRecord {
  readonly key: string;
  readonly desired: number;
  readonly model?: { readonly dir: string; readonly digest: string };
}

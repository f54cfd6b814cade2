import { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock } from '../host';
import { ProgramCatalog } from '../launch';
import { ModelFetchOptions, ModelSource } from '../models';
import { RecordStore } from '../records';
import { ReplicaLimits } from './planReplicas';
import { ReplicaLauncher } from './ReplicaLauncher';

/** What a supervisor is lent by the driver. */
export interface SupervisorOptions {
  readonly clock: Clock;
  readonly logger: LoggerService;
  readonly limits: ReplicaLimits;
  readonly programs: ProgramCatalog;
  readonly models: ModelSource;
  readonly records: RecordStore;
  readonly launcher: ReplicaLauncher;
  random(): number;
  /** What components of the revision's service show the gateway when they call each other. */
  componentKey(revision: RevisionSpec): Promise<string | undefined>;
  credentials(
    revision: RevisionSpec,
    connection: string,
  ): ReturnType<NonNullable<ModelFetchOptions['credentials']>>;
  /** Why there is no memory for a replica that asks for so much, or undefined. */
  admit(bytes: number): string | undefined;
  onChange(key: string): void;
  /** Another backend acts now. */
  onTermLost(): void;
}

import {
  ClusterStorageContainer,
  InferenceService,
  PredictorSpec,
  ServingRuntime,
} from '../resources';
import { ClusterSettings, Profile } from '../settings';
import { Messages } from './messages';

/** What validation knows about the cluster beside the resource. @public */
export interface ValidationFacts {
  /** Of the service's namespace and of the cluster. */
  readonly runtimes: readonly ServingRuntime[];
  /** Of the service's namespace; `ready`: tested and usable. */
  readonly connections: readonly {
    readonly name: string;
    readonly type: string;
    readonly ready: boolean;
  }[];
  /** Why this cluster cannot start a runtime, by `runtimeKey`. */
  readonly problems?: Readonly<Record<string, string>>;
  /** Of the cluster; absent: it has none. */
  readonly storageContainers?: readonly ClusterStorageContainer[];
  /** Other services whose components may have the names of this one's, as {@link rivalNames} lists them. */
  readonly rivals?: readonly InferenceService[];
}

/** What a rule sees: a resource that is defaulted and whose fields have the types of the schema. */
export interface RuleContext {
  readonly service: InferenceService;
  readonly predictor: PredictorSpec;
  readonly previous?: InferenceService;
  readonly operation: 'create' | 'update';
  readonly settings: ClusterSettings;
  readonly facts: ValidationFacts;
  readonly profile: Profile;
  readonly messages: Messages;
}

/** One group of checks; adds to the messages. */
export type Rule = (context: RuleContext) => void;

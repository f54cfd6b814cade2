import { InferenceService, PredictorSpec, ServingRuntime } from '../resources';
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
}

/** What a rule sees: a resource whose fields have the right types. */
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

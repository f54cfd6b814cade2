import { ModelSpec, Protocol, ServingRuntime } from '../resources';
import { Profile } from '../settings';

/** @public */
export interface RuntimeQuery {
  readonly model: ModelSpec;
  /** Of the service: its runtimes come before those of the cluster. */
  readonly namespace: string;
  /** Of any namespace; those of others are left out. */
  readonly runtimes: readonly ServingRuntime[];
  /** Always false for an InferenceService with a model of its own. */
  readonly multiModel: boolean;
  /** Whether the predictor has a `workerSpec`. */
  readonly multiNode: boolean;
  readonly profile: Profile;
  /** Why this cluster cannot start a runtime, by `runtimeKey`. */
  readonly problems?: Readonly<Record<string, string>>;
}

/** Why a runtime was not picked; the first that applies, in the order in which KServe checks. @public */
export type RejectionReason =
  | 'disabled'
  | 'multiModel'
  | 'format'
  | 'version'
  | 'autoSelect'
  | 'protocol'
  | 'workerSpec'
  | 'unavailable'
  | 'outranked';

/** @public */
export interface RuntimeCandidate {
  readonly runtime: ServingRuntime;
  /** Absent: the runtime names none and the server decides. */
  readonly protocol?: Protocol;
}

/** @public */
export interface RejectedRuntime {
  readonly runtime: ServingRuntime;
  readonly reason: RejectionReason;
  /** Why, for people. */
  readonly sentence: string;
}

/** @public */
export interface RuntimeSelection {
  /** All that fit, best first; the first is the pick. */
  readonly candidates: readonly RuntimeCandidate[];
  /** Every other runtime in reach, the candidates after the first among them. */
  readonly rejected: readonly RejectedRuntime[];
  /** Which of KServe's rules had to be relaxed, in words. */
  readonly relaxations: readonly string[];
  /** Set exactly if there is no candidate. `reason` is KServe's word, or `RuntimeUnavailable`. */
  readonly failure?: {
    readonly reason: string;
    readonly message: string;
    /** Field to change. */
    readonly path: string;
  };
}

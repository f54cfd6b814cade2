import type {
  ClusterCapabilities,
  ClusterSettings,
  CopyChange,
  FieldMessage,
  InferenceService,
  ResourceRef,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What a place does with containers: see {@link ClusterCapabilities.runs}. */
export type Runs = ClusterCapabilities['runs'];

/** Where a copy comes from. */
export interface CopySource {
  readonly ref: ResourceRef;
  readonly runs?: Runs;
}

/** Where a copy goes, with all that decides how it has to be there. */
export interface CopyTarget {
  readonly ref: ResourceRef;
  readonly settings: ClusterSettings;
  readonly runs?: Runs;
  readonly accelerators: ClusterCapabilities['accelerators'];
  /** Whether deployments there can name hardware profiles of Open Data Hub's. */
  readonly hardwareProfiles?: boolean;
  /** Why no gateway of ours is in front of its services; undefined: one is. */
  readonly ungated?: string;
  readonly runtimes: readonly ServingRuntime[];
  /** Why some of them cannot be started there, by `runtimeKey`. */
  readonly problems?: Readonly<Record<string, string>>;
}

/** What is known of the connection that the original names. */
export interface CopyConnection {
  /** As the person chose it, by its name there. */
  readonly chosen?: string;
  /** The same connection by its name there, where it can be reached from there. */
  readonly same?: string;
  /** It lives and dies with the original. */
  readonly isPrivate: boolean;
}

/** Everything that decides how a copy differs from its original. */
export interface CopyContext {
  readonly source: CopySource;
  readonly target: CopyTarget;
  readonly connection: CopyConnection;
  /** Who is to have it; undefined: whoever has the original. */
  readonly owner?: string;
  /** What is rolled out, where the newest spec is a canary's; `lost`: its spec is not kept. */
  readonly stable?: StableService | 'lost';
}

/** A service as it was when a revision of it was made. */
export interface StableService {
  readonly service: InferenceService;
  readonly revision: string;
}

/** One value of a resource that has to be another one. */
export interface Edit {
  /** Keys and indexes from the root. */
  readonly at: readonly string[];
  /** Undefined: it goes. */
  readonly to: unknown;
  /** Why, for people: a sentence. */
  readonly because: string;
}

/** What a rule finds. */
export interface Findings {
  readonly edits?: readonly Edit[];
  /** What stands in the way, and no rule may decide. */
  readonly errors?: readonly FieldMessage[];
  /** What a person has to look after. */
  readonly warnings?: readonly FieldMessage[];
}

/** What of a service has to be otherwise at its target, for one reason. It is shown what the rules before it made. */
export type CopyRule = (
  service: InferenceService,
  context: CopyContext,
) => Findings;

/** A service as it would be at its target. */
export interface CopiedService {
  readonly resource: InferenceService;
  readonly changes: readonly CopyChange[];
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
}

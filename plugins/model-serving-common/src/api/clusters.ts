import type { ClusterSettings } from '../settings';

/** What a cluster can do: what `describe()` of its driver answers, plus its name. @public */
export interface ClusterView {
  readonly name: string;
  readonly title: string;
  readonly isDefault: boolean;
  readonly reachable: boolean;
  readonly message?: string;
  /** ISO 8601: since when it is not reachable, and nothing of it is known. */
  readonly unknownSince?: string;
  readonly namespaces: readonly string[];
  /** Those of them in which the portal's own account has not the rights that it needs: nothing can be deployed there. Absent: none. */
  readonly deniedNamespaces?: readonly string[];
  readonly capabilities: ClusterCapabilities;
  /**
   * Why no gateway of ours is in front of what runs there: see {@link DeploymentDetail.ungated}. Absent: there is one. Forms
   * offer what is done to requests by it.
   */
  readonly ungated?: string;
}

/** @public */
export interface ClusterCapabilities {
  /** `programs`: what containers run are programs of the cluster's own, by their names. Absent: images. */
  readonly runs?: 'programs';
  /** URI schemes that can be fetched, e.g. `s3`. */
  readonly storageSchemes: readonly string[];
  /** Autoscaler classes that work here; `none`: fixed replicas only. */
  readonly autoscalerClasses: readonly string[];
  /** Those that an autoscaler of the cluster decides, whether or not it is there now. Absent: none. */
  readonly clusterAutoscalers?: readonly string[];
  /** What classes that are not there would need, by class. */
  readonly autoscalerNeeds?: Readonly<Record<string, string>>;
  readonly scaleToZero: boolean;
  readonly externalRoutes: boolean;
  /** Open Data Hub, or OpenShift AI, is there: see {@link ClusterSettings.openDataHub}. Absent: it is not. */
  readonly openDataHub?: boolean;
  /** It has hardware profiles of Open Data Hub's, which deployments can name. Absent: it has not. */
  readonly hardwareProfiles?: boolean;
  /** What it says otherwise than the configuration of all clusters. */
  readonly ingress?: Partial<ClusterSettings['ingress']>;
  readonly accelerators: readonly {
    readonly resource: string;
    readonly title: string;
    readonly count: number;
  }[];
  readonly capacity: {
    readonly cpuCores: number;
    readonly memoryBytes: number;
    readonly diskBytes?: number;
    /** Models that are kept for the next start; without a limit they may have what the disk has. */
    readonly modelCache?: {
      readonly bytes: number;
      readonly limitBytes?: number;
    };
  };
  readonly maxReplicas: number;
  /**
   * Why the CPU and memory of replicas are not known, and what is needed, by namespace (`''`: in the whole cluster); absent:
   * they are, or nobody has looked yet. Read it with {@link usageProblemIn}.
   */
  readonly usageProblems?: Readonly<Record<string, string>>;
}

/**
 * `present`: it is there and used. `limited`: it is there, but not all of what forms could offer with it, or it is not
 * used, and then needs nothing. `absent`: it is not there. `unknown`: the portal may not see whether it is.
 * @public
 */
export type ClusterFeatureState = 'present' | 'limited' | 'absent' | 'unknown';

/**
 * Something that a cluster has or has not, and what that means for people who deploy there.
 * @public
 */
export interface ClusterFeature {
  /** Stable, e.g. `kserve`, `gateway-api`, `accelerators`. */
  readonly feature: string;
  /** For people, e.g. `Gateway API`. */
  readonly title: string;
  readonly state: ClusterFeatureState;
  /** As the cluster says: of the program, or the newest served version of its API. */
  readonly version?: string;
  /** What was seen, e.g. modes, API groups, `2 × nvidia.com/gpu`. */
  readonly details: readonly string[];
  /** What follows for the forms. */
  readonly follows: string;
  /** What would have to be done for what is missing; absent: nothing is. */
  readonly needed?: string;
}

/**
 * A right that the portal's own account lacks on a cluster.
 * @public
 */
export interface MissingClusterRight {
  /** Absent: in the whole cluster. */
  readonly namespace?: string;
  /** `''`: the core group. */
  readonly group: string;
  /** With its subresource: `pods/log`. */
  readonly resource: string;
  readonly verbs: readonly string[];
  /** What does not work without. */
  readonly purpose: string;
  /** Without it something is unknown or not offered; all else works. */
  readonly isOptional: boolean;
  /** ClusterRole of `deploy/` that grants it. */
  readonly role: string;
  /** Gives the right, typed by who runs the cluster. */
  readonly command: string;
}

/**
 * What a cluster was found to have.
 * @public
 */
export interface ClusterExamination {
  /** ISO 8601. */
  readonly observedAt: string;
  /** Of Kubernetes, or of what runs models on this machine. */
  readonly version?: string;
  readonly features: readonly ClusterFeature[];
  /** Absent: the cluster knows no rights. */
  readonly rights?: {
    /** As whom the cluster knows the portal, where it says so. */
    readonly account?: string;
    /** How many were asked for. */
    readonly checked: number;
    readonly missing: readonly MissingClusterRight[];
  };
}

/**
 * One cluster with what it has.
 * @public
 */
export interface ClusterDetail extends ClusterView {
  /** Absent: it could not be looked at, or does not tell. `rights` are for those who manage the settings. */
  readonly examination?: ClusterExamination;
  /** Why it could not be looked at. */
  readonly examinationProblem?: string;
}

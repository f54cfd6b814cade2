import { Protocol, ResourceRef, ServingRuntime } from '../resources';

/** A runtime as pickers and the list show it. @public */
export interface RuntimeView {
  readonly cluster: string;
  /** Absent for a runtime of the whole cluster. */
  readonly namespace?: string;
  readonly name: string;
  readonly kind: ServingRuntime['kind'];
  readonly title: string;
  readonly description?: string;
  readonly entityRef: string;
  /** Comes with the cluster's driver, or was added. Built-in ones are neither edited nor deleted. */
  readonly origin: 'built-in' | 'custom';
  /** False: keeps serving what runs on it and takes nothing new. */
  readonly enabled: boolean;
  /** False with `unavailableReason` when this cluster cannot start it now. */
  readonly available: boolean;
  readonly unavailableReason?: string;
  readonly formats: readonly {
    readonly name: string;
    readonly version?: string;
    readonly autoSelect: boolean;
    readonly priority?: number;
  }[];
  readonly protocols: readonly Protocol[];
  readonly modelTypes: readonly ('predictive' | 'generative')[];
  readonly multiModel: boolean;
  /** Spreads one model over several nodes. */
  readonly multiNode: boolean;
  /** Resource names, e.g. `nvidia.com/gpu`. */
  readonly accelerators: readonly string[];
  readonly version?: string;
  /** For a duplicate, against what it was made from now; for others `latest`; without versions `unknown`. */
  readonly versionState: 'latest' | 'outdated' | 'unknown';
  /** Version that makes it outdated. */
  readonly latestVersion?: string;
  /** Place in pickers and lists, lower first; absent ones come last, by title. */
  readonly order?: number;
  /** Entity reference. */
  readonly owner?: string;
  readonly support: 'full' | 'limited';
  /** Deployments that run on it or name it, whether or not the caller may see them. */
  readonly usedBy: number;
  /** How many of them run an older or newer version of it than it has now. */
  readonly outdatedUsers: number;
  /** Of a stored one. Send it back in a write, and a stale one is a conflict. */
  readonly resourceVersion?: string;
  readonly resource: ServingRuntime;
}

/** A deployment on a runtime. @public */
export interface RuntimeUser {
  readonly ref: ResourceRef;
  readonly title: string;
  /** Version of the runtime that its newest revision was made with. */
  readonly version?: string;
  /** That version is not the runtime's now. */
  readonly outdated: boolean;
}

/** One runtime, with who uses it. @public */
export interface RuntimeDetail extends RuntimeView {
  /** Those that the caller may see, at most 100. */
  readonly users: readonly RuntimeUser[];
}

/** Body of `POST …/duplicate`. @public */
export interface RuntimeDuplication {
  /** `<name>-copy` if absent, `<name>-copy-2` if that is taken. */
  readonly name?: string;
  /** A project makes the copy a ServingRuntime of it; absent: the scope of the original. */
  readonly namespace?: string;
}

/** Body of `PUT /runtimes/order`: runtimes in their new order; those not named keep theirs. @public */
export interface RuntimeOrder {
  readonly cluster?: string;
  readonly runtimes: readonly {
    /** Absent for a runtime of the whole cluster. */
    readonly namespace?: string;
    readonly name: string;
  }[];
}

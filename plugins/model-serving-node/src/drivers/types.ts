import type {
  AssembledPod,
  ClusterCapabilities,
  ClusterExamination,
  ComponentName,
  EventView,
  LogLine,
  MetricSpec,
  Protocol,
  ResourceRef,
  RevisionFacts,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ManagedClusterDriver } from './managedTypes';

/**
 * An immutable snapshot of what one component of a service runs: what a driver needs to start replicas of it, whatever
 * has changed since.
 * @public
 */
export interface RevisionSpec {
  /** `<namespace>/<revision name>`; unique on the cluster, stable for ever. */
  readonly key: string;
  /** For example `iris-predictor-00001`. */
  readonly name: string;
  readonly service: ResourceRef;
  readonly serviceUid: string;
  readonly component: ComponentName;
  /** Runtime, service and component merged; placeholders replaced; the model is expected at `/mnt/models`. */
  readonly pod: AssembledPod;
  /** Absent: the component needs no model. */
  readonly model?: {
    /** `s3://bucket/path`, … */
    readonly uri: string;
    /** Name of the connection in the service's namespace whose credentials fetch it. */
    readonly connection?: string;
  };
  /** Name of the model in URLs. */
  readonly modelName: string;
  readonly protocol: Protocol;
}

/**
 * What the control plane lends a driver at start.
 * @public
 */
export interface ClusterDriverContext {
  /** Name of the cluster in the configuration. */
  readonly cluster: string;
  readonly logger: LoggerService;
  /**
   * Values of a connection, secrets included, at the moment of the call: fetch, then forget.
   * @throws NotFoundError if there is no such connection.
   */
  credentials(ref: ResourceRef): Promise<{
    readonly type: string;
    readonly values: Readonly<Record<string, string>>;
    /** How other tools name and show it: title, description and whether it is hidden, as Open Data Hub writes them. */
    readonly annotations?: Readonly<Record<string, string>>;
  }>;
  /**
   * What components of a service show the gateway when they call each other: the value of `$(COMPONENT_KEY)` in their
   * containers. A secret, to be given to their processes and to nobody else; undefined: none is needed.
   */
  componentKey?(service: ResourceRef): Promise<string | undefined>;
  /** Identity of this portal: that of its database, so that it survives a restored backup, and not an emptied one. */
  portal?(): Promise<string>;
  /**
   * Told before the values of a connection are written to where they outlive what they are written for, by the name that
   * they have there: whoever is told asks for them back ({@link ManagedClusterDriver.takeBack}).
   */
  giving?(connection: ResourceRef): Promise<void>;
}

/**
 * How an autoscaler of the cluster is to change the number of a revision's replicas: it decides, and nobody else does.
 * @public
 */
export interface ClusterScale {
  /** `hpa`: Kubernetes' HorizontalPodAutoscaler; `keda`: KEDA's ScaledObject. */
  readonly class: 'hpa' | 'keda';
  /** 0 with `keda` only. */
  readonly minReplicas: number;
  /** ≥ 1, ≥ `minReplicas` */
  readonly maxReplicas: number;
  /** In KServe's shape. */
  readonly metrics: readonly MetricSpec[];
  /** As Kubernetes has it, as it was written. */
  readonly behavior?: Readonly<Record<string, unknown>>;
}

/** Hosts of a service, as its route in the gateway has them. @public */
export interface ExposedService {
  readonly service: ResourceRef;
  readonly serviceUid: string;
  /** None: nothing is let in (any more). */
  readonly hosts: readonly string[];
  /** Of the service, for whoever lets requests in: what they mean is not ours to know. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What a cluster holds of one service, by what its objects say. @public */
export interface ServiceInventory {
  readonly namespace: string;
  readonly name: string;
  readonly serviceUid: string;
  /** {@link ClusterDriverContext.portal} of who made it; absent: it is not known. */
  readonly portal?: string;
  readonly objects: readonly { readonly kind: string; readonly name: string }[];
  /** Replicas that the objects ask for. */
  readonly replicas: number;
  /** When the oldest object was made, ISO 8601. */
  readonly since: string;
}

/**
 * A person as Backstage knows them, for whom something is done on a cluster.
 * @public
 */
export interface ActingPerson {
  /** For example `user:default/ada`. */
  readonly userEntityRef: string;
  /** Themselves and the groups that they are in. */
  readonly ownershipEntityRefs: readonly string[];
}

/** Filter of {@link ClusterDriver.logs}. @public */
export interface LogQuery {
  readonly keys: readonly string[];
  /** Only this replica. */
  readonly replica?: string;
  /**
   * This one of each replica's containers; those that have none of the name have no lines, but a replica that names no
   * containers (`ReplicaFacts.containers`) has one log. Absent: its server, or what the server waits for.
   */
  readonly container?: string;
  /** Last lines of each replica. Default 100. */
  readonly tail?: number;
  /** The instance before the last restart; also unasked where the next one has not started. */
  readonly previous?: boolean;
  /** Go on with new lines until the signal aborts. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * How to reach one gateway's control port and public address.
 * @public
 */
export interface GatewayAddress {
  /** Stable as long as the process lives. */
  readonly id: string;
  /** Calls the control port: adds address and credentials. `path` as in `GET /events`. */
  request(
    path: string,
    init?: { method?: string; body?: string; signal?: AbortSignal },
  ): Promise<Response>;
  /** For example `http://localhost:8080`: what URLs start with. */
  readonly publicUrl: string;
}

/**
 * The right of this backend to act on a cluster. Of several backends one acts at a time; each term has a higher number
 * than those before.
 * @public
 */
export interface DriverTerm {
  /** Identity of the database that counts; numbers of different ones cannot be compared. */
  readonly epoch: string;
  readonly fencing: number;
  /** Aborts when the term ends, by then or later than others see it end. */
  readonly signal: AbortSignal;
}

/**
 * What of a cluster cannot be seen now.
 * @public
 */
export interface ClusterProblem {
  /** The reason, and whom to ask for what. */
  readonly message: string;
  /** ISO 8601 */
  readonly since: string;
  /** It stays until somebody does something about it: others do not wait for what it hides. */
  readonly isLasting?: boolean;
}

/**
 * What a cluster holds of services.
 * @public
 */
export interface ClusterInventory {
  /** Everything, what is of known services included. */
  list(): Promise<readonly ServiceInventory[]>;
  /** Deletes the objects of one entry of the list, as far as they still say the same. Idempotent. */
  discard(
    service: Pick<
      ServiceInventory,
      'namespace' | 'name' | 'serviceUid' | 'portal'
    >,
  ): Promise<void>;
}

/**
 * A cluster that runs replicas because we say so: we reconcile, scale and route (DESIGN §4, "native").
 *
 * Calls may come in any order and repeatedly; each converges to what it says and returns when that is accepted, not when
 * it is reached. Facts tell the rest.
 * @public
 */
export interface ClusterDriver {
  readonly kind: 'native';
  /** Gets ready for calls: without `beginTerm`, takes over what still runs from before. Called once. */
  start(context: ClusterDriverContext): Promise<void>;
  /**
   * This backend acts from now on, until the signal aborts: takes over what the backend before it left, as it is now.
   * Comes before `apply`, `drained` and `remove` of each term. Between terms a driver starts and ends nothing, and a
   * term that another backend has overtaken has no effect any more, even if this process does not know it yet.
   * Absent: the cluster needs nobody to look after it between calls.
   */
  beginTerm?(term: DriverTerm): Promise<void>;
  /**
   * Ends the driver. `keep`: replicas and gateway go on (the next start adopts them); `stop`: they are drained and
   * ended, unless another backend has begun a term since, or the cluster is not this backend's own: its replicas then
   * go on in either case.
   */
  shutdown(mode: 'keep' | 'stop'): Promise<void>;
  describe(): Promise<ClusterCapabilities>;
  /**
   * Looks at what the cluster has, and whether our rights on it suffice. Also for a driver that could not be started: the
   * answer says what is missing. Absent: the cluster does not tell.
   */
  examine?(): Promise<ClusterExamination>;
  /** Runtimes that this cluster brings along, as ClusterServingRuntimes. */
  runtimes(): Promise<readonly ServingRuntime[]>;
  /**
   * Why a runtime cannot be started on this cluster now (program not allowed, not installed), or undefined if it can.
   */
  runtimeProblem(runtime: ServingRuntime): Promise<string | undefined>;
  /**
   * Converge to `replicas` running copies of the revision (0: none, model kept). Idempotent: every pass says it again,
   * so a repeat must be cheap and no change to observers. Replicas that go are
   * first reported `draining`; they are only told to end after `drained(replica)` or the drain limit.
   * @param scale - the autoscaler of the cluster to which the number is left: `replicas` is what it starts from, and is
   * not said again. Only given where `clusterAutoscalers` of {@link ClusterDriver.describe} has its class.
   */
  apply(
    revision: RevisionSpec,
    replicas: number,
    scale?: ClusterScale,
  ): Promise<void>;
  /** No gateway sends it new requests any more: the replica may end when its requests have. */
  drained(key: string, replicaId: string): Promise<void>;
  /**
   * End all replicas and forget the revision. Idempotent.
   * @param serviceUid - identity of its service: nothing is removed that was made for another one of the same name.
   * Absent: whatever there is of the key.
   */
  remove(key: string, serviceUid?: string): Promise<void>;
  /**
   * Lets requests from outside the cluster reach the gateway by the hosts of a service, or no more. Every pass says it: a
   * repeat must be cheap.
   * Absent: nothing needs to be done for that, or somebody else does it.
   * @returns why nobody is let in, and since when (ISO 8601); undefined: all is as it should be
   */
  expose?(
    exposed: ExposedService,
  ): Promise<{ readonly message: string; readonly since: string } | undefined>;
  /**
   * What the cluster holds, whatever is stored: a driver that has this keeps what belongs to services that are not stored
   * until somebody asks for its end. The database may be an older one than the cluster.
   * Absent: what belongs to no stored service is removed.
   */
  readonly inventory?: ClusterInventory;
  /**
   * All facts known now, or those of one service. Every pass asks for the facts of its service: the answer must not take
   * longer because there are many others.
   */
  facts(
    service?: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[];
  /**
   * Why what runs in a namespace cannot be seen now; undefined: it is seen. Facts are the last known then, and nothing is
   * decided from them. Absent: a driver that runs sees all.
   */
  problem?(namespace: string): ClusterProblem | undefined;
  /** Calls back when `problem` says another thing than before, of whichever namespace. Returns the way to stop. */
  observeProblems?(onChange: () => void): () => void;
  /**
   * Calls back with the key of each revision whose facts changed, other than CPU, memory and the time of observation.
   * Returns the way to stop.
   */
  observe(onChange: (key: string) => void): () => void;
  /**
   * What the cluster itself tells of a service's objects, newest first, as far as it is known and may be seen: answers from
   * what the driver watches. Absent: a cluster that tells nothing of its own.
   */
  events?(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
    limit: number,
  ): Promise<readonly EventView[]>;
  /** Lines as they are, secrets of the revision removed. Ends by itself unless `follow`. */
  logs(query: LogQuery): AsyncIterable<LogLine>;
  /** An HTTP call to a replica, for metadata; not for traffic. */
  request(
    key: string,
    replicaId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<Response>;
  /** Gateways of this cluster. Waits until there is one, at most some seconds; fails with the reason. */
  gateways(): Promise<readonly GatewayAddress[]>;
}

/**
 * Where driver modules hand their drivers in: by the `driver` named in `modelServing.clusters[]`.
 * @public
 */
export interface ModelServingDriversExtensionPoint {
  /**
   * @param type - for example `local`
   * @param create - makes the driver of one cluster from its configuration entry
   * @throws Error if the type is taken
   */
  addDriverType(type: string, create: ClusterDriverFactory): void;
}

/** Makes the driver of a cluster: one that we reconcile, or one that reconciles by itself. @public */
export type ClusterDriverFactory = (options: {
  readonly cluster: string;
}) => ClusterDriver | ManagedClusterDriver;

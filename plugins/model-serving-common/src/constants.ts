/**
 * Prefix of Greenroom's own annotations, on resources and on catalog entities.
 * @public
 */
export const ANNOTATION_PREFIX = 'greenroom';

/**
 * Annotation and label keys that Greenroom reads and writes. Keys of other tools are theirs, letter by letter.
 * @public
 */
export const annotations = {
  owner: `${ANNOTATION_PREFIX}/owner`,
  lifecycle: `${ANNOTATION_PREFIX}/lifecycle`,
  system: `${ANNOTATION_PREFIX}/system`,
  tags: `${ANNOTATION_PREFIX}/tags`,
  cluster: `${ANNOTATION_PREFIX}/cluster`,
  namespace: `${ANNOTATION_PREFIX}/namespace`,
  name: `${ANNOTATION_PREFIX}/name`,
  uid: `${ANNOTATION_PREFIX}/uid`,
  kind: `${ANNOTATION_PREFIX}/kind`,
  runtime: `${ANNOTATION_PREFIX}/runtime`,
  modelFormat: `${ANNOTATION_PREFIX}/model-format`,
  /** On a private connection: the deployment that it lives and dies with. */
  ownedBy: `${ANNOTATION_PREFIX}/owned-by`,
  /** Place of a runtime in pickers and lists. */
  order: `${ANNOTATION_PREFIX}/order`,
  /** On a stored runtime: `true` if it only switches or orders the built-in one of its name. */
  builtIn: `${ANNOTATION_PREFIX}/built-in`,
  /** On a duplicate: `<kind>/<namespace or empty>/<name>` of the runtime that it was made from. */
  duplicateOf: `${ANNOTATION_PREFIX}/duplicate-of`,
  /** When a canary that is worse loses its traffic: see `readGuardLimits`. */
  canaryGuard: `${ANNOTATION_PREFIX}/canary-guard`,
  /** Canaries that the guard had stopped and somebody let go on: see `readAllowedCanaries`. */
  canaryAllowed: `${ANNOTATION_PREFIX}/canary-allowed`,
  /** How long a new revision takes to get all traffic: see `readRolloutDuration`. */
  rolloutDuration: 'serving.knative.dev/rollout-duration',
  /** By what requests stay on their side of a split: see `readStickyKey`. */
  sticky: `${ANNOTATION_PREFIX}/sticky`,
  /** Who gets copies of a share of the requests: see `readShadow`. */
  shadow: `${ANNOTATION_PREFIX}/shadow`,
  /** Most requests that wait for it: see `readQueueDepth`. */
  queueDepth: `${ANNOTATION_PREFIX}/queue-depth`,
  /** How long they wait at most: see `readQueueTimeout`. */
  queueTimeout: `${ANNOTATION_PREFIX}/queue-timeout`,
  /** On a graph: `kserve` or `greenroom`, whose answers it gives where they differ. */
  graphProfile: `${ANNOTATION_PREFIX}/graph-profile`,
  /** On a graph: JSON by `<node>/<step>` with `timeoutMs` and `retries`, and by `<node>` with `merge`. */
  graphSteps: `${ANNOTATION_PREFIX}/graph-steps`,
  /** On a graph: patterns of the caller's headers that go along to its steps, with commas between them. */
  graphHeaders: `${ANNOTATION_PREFIX}/graph-headers`,
  /** On a copy: `<cluster>/<namespace>/<name>` of the deployment that it was made from. */
  copiedFrom: `${ANNOTATION_PREFIX}/copied-from`,
  /** On the pod of a revision: fingerprint of the runtime that it was made with. */
  runtimeFingerprint: `${ANNOTATION_PREFIX}/runtime-fingerprint`,
  /** `true`: the model server is sent the caller's `Authorization`. */
  forwardAuthorization: `${ANNOTATION_PREFIX}/forward-authorization`,
  /** `true`: a token may also come as `x-api-key`. */
  acceptApiKey: `${ANNOTATION_PREFIX}/accept-api-key`,
  /** `true`: health and readiness need a token, too. */
  guardHealth: `${ANNOTATION_PREFIX}/guard-health`,
  displayName: 'openshift.io/display-name',
  description: 'openshift.io/description',
  modelType: 'opendatahub.io/model-type',
  storageSecretName: 'serving.kserve.io/storageSecretName',
  connections: 'opendatahub.io/connections',
  connectionPath: 'opendatahub.io/connection-path',
  connectionTypeRef: 'opendatahub.io/connection-type-ref',
  connectionTypeProtocol: 'opendatahub.io/connection-type-protocol',
  connectionHidden: 'opendatahub.io/connection-hidden',
  hardwareProfile: 'opendatahub.io/hardware-profile-name',
  /** Where the profile lies; absent: in the deployment's own project. */
  hardwareProfileNamespace: 'opendatahub.io/hardware-profile-namespace',
  /** Of the profile when it was chosen: Open Data Hub's dashboard tells by it that it has changed since. */
  hardwareProfileVersion: 'opendatahub.io/hardware-profile-resource-version',
  runtimeVersion: 'opendatahub.io/runtime-version',
  supportStatus: 'opendatahub.io/support-status',
  recommendedAccelerators: 'opendatahub.io/recommended-accelerators',
  enableAuth: 'security.opendatahub.io/enable-auth',
  stop: 'serving.kserve.io/stop',
  disableAutoUpdate: 'serving.kserve.io/disable-auto-update',
  disableLocalModel: 'serving.kserve.io/disable-localmodel',
  enableTagRouting: 'serving.kserve.io/enable-tag-routing',
  deploymentMode: 'serving.kserve.io/deploymentMode',
  nodeGroup: 'serving.kserve.io/nodegroup',
  gpuResourceTypes: 'serving.kserve.io/gpu-resource-types',
  autoscalerClass: 'serving.kserve.io/autoscalerClass',
  serverType: 'serving.kserve.io/server-type',
  kserveModelFormat: 'modelFormat',
} as const;

/**
 * Label that turns a route inwards (KServe, Standard mode) or, with value `exposed`, outwards (Open Data Hub).
 * @public
 */
export const VISIBILITY_LABEL = 'networking.kserve.io/visibility';

/** KServe's API group. @public */
export const SERVING_GROUP = 'serving.kserve.io';
/** API version of InferenceService. @public */
export const INFERENCE_SERVICE_API_VERSION = 'serving.kserve.io/v1beta1';
/** API version of ServingRuntime and ClusterServingRuntime. @public */
export const SERVING_RUNTIME_API_VERSION = 'serving.kserve.io/v1alpha1';
/** API version of Greenroom's own kinds. @public */
export const GREENROOM_API_VERSION = 'greenroom/v1alpha1';

/** Where a model lies inside a container or a replica's folder. @public */
export const MODEL_MOUNT_PATH = '/mnt/models';
/** The container that serves the model. @public */
export const KSERVE_CONTAINER = 'kserve-container';

/** Event topic: something about a deployment changed; a hint to read again, never the data itself. @public */
export const DEPLOYMENT_TOPIC = 'model-serving.deployment';
/** Event topic for connections. @public */
export const CONNECTION_TOPIC = 'model-serving.connection';
/** Event topic for runtimes. @public */
export const RUNTIME_TOPIC = 'model-serving.runtime';
/** Event topic for inference graphs. @public */
export const GRAPH_TOPIC = 'model-serving.graph';
/** Event topic for every other kind of KServe's. @public */
export const RESOURCE_TOPIC = 'model-serving.resource';

/**
 * Payload of the event topics.
 * @public
 */
export interface ResourceChange {
  readonly cluster: string;
  /** Absent for cluster-scoped resources. */
  readonly namespace?: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly change: 'upserted' | 'deleted';
}

/** Signal channel: broadcast ticks `{ kind, ref, resourceVersion }` without content. @public */
export const SIGNAL_CHANNEL = 'model-serving';

import {
  annotations as keys,
  INFERENCE_SERVICE_API_VERSION,
  VISIBILITY_LABEL,
} from '../constants';
import { RouteProfile, visibilityFor } from '../openDataHub';
import {
  BatcherSpec,
  Connection,
  EnvVar,
  InferenceService,
  LoggerSpec,
  Protocol,
  ResourceRequirements,
} from '../resources';
import { modelPlace } from './modelPlace';

/** What the form of a new deployment asks for. @public */
export interface DeploymentForm {
  readonly name: string;
  readonly namespace: string;
  readonly title: string;
  readonly description?: string;
  /** Entity reference. */
  readonly owner?: string;
  readonly lifecycle?: string;
  readonly system?: string;
  readonly connection?: string;
  readonly path?: string;
  readonly modelUri?: string;
  readonly format: { readonly name: string; readonly version?: string };
  readonly protocol?: Protocol;
  /** Empty or absent: chosen automatically. */
  readonly runtime?: string;
  readonly replicas?: {
    readonly min: number;
    readonly max?: number;
    readonly metric?: 'concurrency' | 'rps' | 'cpu' | 'memory';
    readonly target?: number;
  };
  /** How the number of replicas follows the load between its bounds, where that is not as the platform has it. */
  readonly scaling?: {
    /** Knative's, under `autoscaling.knative.dev/`: they count for what is scaled by requests. */
    readonly annotations?: Readonly<Record<string, string>>;
    /** An HPA's: it counts for what is scaled by usage. */
    readonly behavior?: Readonly<Record<string, unknown>>;
  };
  readonly resources?: ResourceRequirements;
  readonly accelerator?: { readonly resource: string; readonly count: number };
  /** Of Open Data Hub's: its amounts take the place of `resources` and `accelerator`, unless it has none here. */
  readonly hardwareProfile?: {
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion?: string;
    readonly resources?: ResourceRequirements;
  };
  /** False: no route, for other services only. */
  readonly route?: boolean;
  /** True: callers need a token. Absent or false: what the platform has as its default. */
  readonly requireToken?: boolean;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly timeoutSeconds?: number;
  /** Predictions are collected. */
  readonly batcher?: BatcherSpec;
  /** Payloads are logged. */
  readonly logger?: LoggerSpec;
}

/** What a form's values mean where it is deployed. @public */
export interface FormSurroundings {
  /** What the form's connection is; absent: not known, taken for a bucket. */
  readonly connection?: Pick<Connection['spec'], 'type' | 'values'>;
  /** Whose reading of the label of routes counts on the cluster; absent: KServe's. */
  readonly routeProfile?: RouteProfile;
}

/** The InferenceService that a filled-in form means (screens.md §3.1: field by field, what it writes). @public */
export function toInferenceService(
  form: DeploymentForm,
  { connection, routeProfile = 'kserve' }: FormSurroundings = {},
): InferenceService {
  const hasRoute = form.route !== false;
  const visibility = visibilityFor(hasRoute, routeProfile);
  const place =
    form.connection && modelPlace(form.connection, form.path, connection);
  const hasPath = place && place.model.storage !== undefined;
  const profile = form.hardwareProfile;
  const resources =
    profile?.resources ?? withAccelerator(form.resources, form.accelerator);
  return {
    apiVersion: INFERENCE_SERVICE_API_VERSION,
    kind: 'InferenceService',
    metadata: {
      name: form.name,
      namespace: form.namespace,
      annotations: withoutEmpty({
        ...form.scaling?.annotations,
        [keys.displayName]: form.title,
        [keys.description]: form.description,
        [keys.owner]: form.owner,
        [keys.lifecycle]: form.lifecycle,
        [keys.system]: form.system,
        [keys.modelType]: 'predictive',
        [keys.enableAuth]: enableAuth(form, hasRoute, routeProfile),
        [keys.connections]: form.connection,
        [keys.connectionPath]: hasPath ? form.path : undefined,
        [keys.hardwareProfile]: profile?.name,
        [keys.hardwareProfileNamespace]: profile?.namespace,
        [keys.hardwareProfileVersion]: profile?.resourceVersion,
      }),
      ...(visibility && { labels: { [VISIBILITY_LABEL]: visibility } }),
    },
    spec: {
      predictor: {
        ...(place && place.predictor),
        ...(form.replicas && {
          minReplicas: form.replicas.min,
          maxReplicas: form.replicas.max ?? form.replicas.min,
          ...(form.replicas.metric && { scaleMetric: form.replicas.metric }),
          ...(form.replicas.target !== undefined && {
            scaleTarget: form.replicas.target,
          }),
        }),
        ...(form.scaling?.behavior && {
          autoScaling: { behavior: { ...form.scaling.behavior } },
        }),
        ...(form.timeoutSeconds !== undefined && {
          timeout: form.timeoutSeconds,
        }),
        ...(form.batcher && { batcher: form.batcher }),
        ...(form.logger && { logger: form.logger }),
        model: {
          modelFormat: {
            name: form.format.name,
            ...(form.format.version && { version: form.format.version }),
          },
          ...(form.runtime && { runtime: form.runtime }),
          ...(form.protocol && { protocolVersion: form.protocol }),
          ...(place && place.model),
          ...(form.modelUri && { storageUri: form.modelUri }),
          ...(resources && { resources }),
          ...(form.args?.length && { args: [...form.args] }),
          ...(form.env?.length && {
            env: form.env.map(({ name, value }): EnvVar => ({ name, value })),
          }),
        },
      },
    },
  };
}

/** Open Data Hub has no default of its own: a route from outside asks for tokens, and what is hidden where it is wished. */
function enableAuth(
  { requireToken = false }: DeploymentForm,
  hasRoute: boolean,
  profile: RouteProfile,
): 'true' | 'false' | undefined {
  if (profile === 'odh') return requireToken || hasRoute ? 'true' : 'false';
  return requireToken ? 'true' : undefined;
}

/** Accelerators are requested and limited alike: Kubernetes does not share them out in parts. */
function withAccelerator(
  resources: ResourceRequirements | undefined,
  accelerator: DeploymentForm['accelerator'],
): ResourceRequirements | undefined {
  if (!accelerator || accelerator.count === 0) return resources;
  const count = { [accelerator.resource]: String(accelerator.count) };
  return {
    requests: { ...resources?.requests, ...count },
    limits: { ...resources?.limits, ...count },
  };
}

function withoutEmpty(
  values: Record<string, string | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    ),
  );
}

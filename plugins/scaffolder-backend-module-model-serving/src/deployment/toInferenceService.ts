import {
  annotations as keys,
  BatcherSpec,
  Connection,
  EnvVar,
  INFERENCE_SERVICE_API_VERSION,
  InferenceService,
  LoggerSpec,
  Protocol,
  ResourceRequirements,
  VISIBILITY_LABEL,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelPlace } from './modelPlace';

/** What the template's form asks for. */
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
  readonly resources?: ResourceRequirements;
  readonly accelerator?: { readonly resource: string; readonly count: number };
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

/**
 * The InferenceService that a filled-in form means (screens.md §3.1: field by field, what it writes).
 *
 * @param connection - what the form's connection is; absent: not known, taken for a bucket
 */
export function toInferenceService(
  form: DeploymentForm,
  connection?: Pick<Connection['spec'], 'type' | 'values'>,
): InferenceService {
  const place =
    form.connection && modelPlace(form.connection, form.path, connection);
  const hasPath = place && place.model.storage !== undefined;
  const resources = withAccelerator(form.resources, form.accelerator);
  return {
    apiVersion: INFERENCE_SERVICE_API_VERSION,
    kind: 'InferenceService',
    metadata: {
      name: form.name,
      namespace: form.namespace,
      annotations: withoutEmpty({
        [keys.displayName]: form.title,
        [keys.description]: form.description,
        [keys.owner]: form.owner,
        [keys.lifecycle]: form.lifecycle,
        [keys.system]: form.system,
        [keys.modelType]: 'predictive',
        [keys.enableAuth]: form.requireToken ? 'true' : undefined,
        [keys.connections]: form.connection,
        [keys.connectionPath]: hasPath ? form.path : undefined,
      }),
      ...(form.route === false && {
        labels: { [VISIBILITY_LABEL]: 'cluster-local' },
      }),
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

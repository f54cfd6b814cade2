import {
  annotations,
  BatcherSpec,
  EnvVar,
  hardwareProfileOf,
  InferenceService,
  LoggerSpec,
  ModelFormat,
  ModelSpec,
  ResourceRequirements,
  withHardwareProfile,
} from '@greenroom/backstage-plugin-model-serving-common';
import { HardwareChoice, Replicas } from '../inputs';
import {
  annotatedWith,
  RawBehavior,
  RequestScaling,
  requestScalingOf,
  withField,
} from '../scaling';

/** What the form changes of a deployment. Everything else in the resource stays as it is. */
export interface DeploymentForm {
  readonly title: string;
  readonly description: string;
  /** Path behind the connection; of a deployment without one, its storage URI. */
  readonly location: string;
  readonly format: ModelFormat;
  /** Empty: the platform chooses. */
  readonly runtime: string;
  readonly replicas: Replicas;
  /** Knative's annotations about it, of the whole deployment. */
  readonly requestScaling: RequestScaling;
  /** How fast the number of replicas changes where they are scaled by what they use. */
  readonly behavior: RawBehavior | undefined;
  /** Of Open Data Hub's; undefined: none. */
  readonly hardware: Omit<HardwareChoice, 'resources'> | undefined;
  readonly resources: ResourceRequirements | undefined;
  readonly args: readonly string[];
  readonly env: readonly EnvVar[];
  /** Seconds; undefined: the platform's. */
  readonly timeout: number | undefined;
  /** Percent of the traffic that the new version gets; undefined: all of it. */
  readonly canary: number | undefined;
  /** Undefined: each prediction is sent by itself. */
  readonly batcher: BatcherSpec | undefined;
  /** Undefined: payloads are not logged. */
  readonly logger: LoggerSpec | undefined;
}

/** A field of the form. */
export type FormField = keyof DeploymentForm;

/** Reads the form's fields from a resource. */
export function formOf(resource: InferenceService): DeploymentForm {
  const { metadata, spec } = resource;
  const { predictor } = spec;
  const model = predictor.model;
  const min = predictor.minReplicas ?? 1;
  return {
    title: metadata.annotations?.[annotations.displayName] ?? metadata.name,
    description: metadata.annotations?.[annotations.description] ?? '',
    location: model?.storageUri ?? model?.storage?.path ?? '',
    format: model?.modelFormat ?? { name: '' },
    runtime: model?.runtime ?? '',
    replicas: {
      min,
      max: Math.max(predictor.maxReplicas ?? min, 1),
      ...(predictor.scaleMetric && { metric: predictor.scaleMetric }),
      ...(predictor.scaleTarget !== undefined && {
        target: predictor.scaleTarget,
      }),
    },
    requestScaling: requestScalingOf(metadata.annotations),
    behavior: predictor.autoScaling?.behavior,
    hardware: hardwareOf(resource),
    resources: model?.resources,
    args: model?.args ?? [],
    env: model?.env ?? [],
    timeout: predictor.timeout,
    canary: predictor.canaryTrafficPercent,
    batcher: predictor.batcher,
    logger: predictor.logger,
  };
}

/** Fields that differ, in the order of the form. */
export function changedFields(
  before: DeploymentForm,
  after: DeploymentForm,
): FormField[] {
  return (Object.keys(before) as FormField[]).filter(
    field => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
}

type Writer = (
  resource: InferenceService,
  form: DeploymentForm,
) => InferenceService;

const writers: Record<FormField, Writer> = {
  title: (resource, { title }) =>
    annotated(resource, annotations.displayName, title),
  description: (resource, { description }) =>
    annotated(resource, annotations.description, description || undefined),
  location: (resource, { location }) => {
    const { storageUri, storage } = resource.spec.predictor.model ?? {};
    if (storageUri !== undefined) {
      return modelled(resource, { storageUri: location });
    }
    const moved = modelled(resource, {
      storage: { ...storage, path: location },
    });
    // Other tools read the path there; a second, different one would be a lie.
    return resource.metadata.annotations?.[annotations.connectionPath] ===
      undefined
      ? moved
      : annotated(moved, annotations.connectionPath, location);
  },
  format: (resource, { format }) => modelled(resource, { modelFormat: format }),
  runtime: (resource, { runtime }) =>
    modelled(resource, { runtime: runtime || undefined }),
  replicas: (resource, { replicas }) =>
    predicting(resource, {
      minReplicas: replicas.min,
      maxReplicas: replicas.max,
      scaleMetric: replicas.metric,
      scaleTarget: replicas.target,
    }),
  requestScaling: (resource, { requestScaling }) => ({
    ...resource,
    metadata: {
      ...resource.metadata,
      annotations: annotatedWith(resource.metadata.annotations, requestScaling),
    },
  }),
  behavior: (resource, { behavior }) =>
    predicting(resource, {
      autoScaling: withField(
        resource.spec.predictor.autoScaling,
        'behavior',
        behavior,
      ),
    }),
  hardware: (resource, { hardware }) => withHardwareProfile(resource, hardware),
  resources: (resource, { resources }) => modelled(resource, { resources }),
  args: (resource, { args }) =>
    modelled(resource, { args: args.length > 0 ? [...args] : undefined }),
  env: (resource, { env }) =>
    modelled(resource, { env: env.length > 0 ? [...env] : undefined }),
  timeout: (resource, { timeout }) => predicting(resource, { timeout }),
  canary: (resource, { canary }) =>
    predicting(resource, { canaryTrafficPercent: canary }),
  batcher: (resource, { batcher }) => predicting(resource, { batcher }),
  logger: (resource, { logger }) => predicting(resource, { logger }),
};

/** The resource with some fields of the form written into it; other fields of either do not matter. */
export function withForm(
  resource: InferenceService,
  form: DeploymentForm,
  fields: readonly FormField[],
): InferenceService {
  return fields.reduce(
    (current, field) => writers[field](current, form),
    resource,
  );
}

function hardwareOf(resource: InferenceService): DeploymentForm['hardware'] {
  const profile = hardwareProfileOf(resource);
  const resourceVersion =
    resource.metadata.annotations?.[annotations.hardwareProfileVersion];
  return profile && { ...profile, ...(resourceVersion && { resourceVersion }) };
}

function annotated(
  resource: InferenceService,
  key: string,
  value: string | undefined,
): InferenceService {
  const others = Object.entries(resource.metadata.annotations ?? {}).filter(
    ([name]) => name !== key,
  );
  return {
    ...resource,
    metadata: {
      ...resource.metadata,
      annotations: {
        ...Object.fromEntries(others),
        ...(value !== undefined && { [key]: value }),
      },
    },
  };
}

function predicting(
  resource: InferenceService,
  changes: Partial<InferenceService['spec']['predictor']>,
): InferenceService {
  const { spec } = resource;
  return {
    ...resource,
    spec: { ...spec, predictor: { ...spec.predictor, ...changes } },
  };
}

function modelled(
  resource: InferenceService,
  changes: Partial<ModelSpec>,
): InferenceService {
  const { model } = resource.spec.predictor;
  return predicting(resource, {
    model: { modelFormat: { name: '' }, ...model, ...changes },
  });
}

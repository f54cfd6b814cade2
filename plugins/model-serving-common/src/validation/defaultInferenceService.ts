import { annotations, KSERVE_CONTAINER } from '../constants';
import { isJsonObject, isTooDeep, JsonObject } from '../json';
import { parseQuantity } from '../quantity';
import { InferenceService } from '../resources';
import { ClusterSettings } from '../settings';
import { FRAMEWORKS } from './inferenceServiceShape';

/** Modes by the names they had before. */
const LEGACY_MODES: Readonly<Record<string, string>> = {
  RawDeployment: 'Standard',
  Serverless: 'Knative',
};
/** Framework blocks that ask for protocol v2 where they name none. */
const V2_FRAMEWORKS: readonly string[] = ['triton', 'onnx', 'huggingface'];
/** The same for the new form, in exactly this spelling. */
const V2_FORMATS: readonly string[] = ['triton', 'vLLM'];

/**
 * An InferenceService with KServe's defaults: mode names, framework blocks moved to `model`, container name and
 * resources of custom predictors. Idempotent, changes nothing in place, and takes any JSON: what is not shaped like an
 * InferenceService stays as it is, for validation to say so. `null` fields are dropped, as an API server does.
 *
 * Source: kserve-resources §4.
 * @public
 */
export function defaultInferenceService(options: {
  readonly resource: InferenceService;
  readonly settings: ClusterSettings;
}): InferenceService {
  const { settings } = options;
  // Deeper than any resource: left alone here, refused by validation.
  if (isTooDeep(options.resource)) return options.resource;
  const resource: unknown = withoutNulls(options.resource);
  if (!isJsonObject(resource)) return options.resource;
  const { metadata, spec } = resource;
  if (!isJsonObject(metadata) || !isJsonObject(spec)) {
    return resource as unknown as InferenceService;
  }
  const notes = isJsonObject(metadata.annotations) ? metadata.annotations : {};
  const predictor = isJsonObject(spec.predictor)
    ? defaultPredictor(spec.predictor, settings)
    : spec.predictor;
  const added = {
    ...modeAnnotation(notes, settings),
    ...formatAnnotation(notes, predictor),
  };
  const hasBadNotes =
    metadata.annotations !== undefined && !isJsonObject(metadata.annotations);
  return {
    ...resource,
    metadata:
      hasBadNotes || Object.keys(added).length === 0
        ? metadata
        : { ...metadata, annotations: { ...notes, ...added } },
    spec: predictor === undefined ? spec : { ...spec, predictor },
  } as unknown as InferenceService;
}

function modeAnnotation(
  notes: JsonObject,
  settings: ClusterSettings,
): JsonObject {
  const mode = notes[annotations.deploymentMode];
  if (mode === undefined) {
    // Knative is never written: KServe leaves it to the default of the day.
    return settings.defaultDeploymentMode === 'Standard'
      ? { [annotations.deploymentMode]: 'Standard' }
      : {};
  }
  return typeof mode === 'string' && Object.hasOwn(LEGACY_MODES, mode)
    ? { [annotations.deploymentMode]: LEGACY_MODES[mode] }
    : {};
}

function formatAnnotation(notes: JsonObject, predictor: unknown): JsonObject {
  const model = isJsonObject(predictor) ? predictor.model : undefined;
  const format = isJsonObject(model) ? model.modelFormat : undefined;
  const name = isJsonObject(format) ? format.name : undefined;
  return typeof name === 'string' &&
    notes[annotations.kserveModelFormat] === undefined
    ? { [annotations.kserveModelFormat]: name }
    : {};
}

function defaultPredictor(
  predictor: JsonObject,
  settings: ClusterSettings,
): JsonObject {
  const blocks = FRAMEWORKS.filter(name => isJsonObject(predictor[name]));
  // More than one implementation is left for validation to report.
  if (blocks.length > 1 || (blocks.length === 1 && predictor.model)) {
    return predictor;
  }
  const [framework] = blocks;
  if (framework) {
    const { [framework]: block, ...rest } = predictor;
    const needsV2 = V2_FRAMEWORKS.includes(framework);
    return {
      ...rest,
      model: {
        ...(needsV2 && { protocolVersion: 'v2' }),
        ...(isJsonObject(block) ? block : {}),
        modelFormat: { name: framework },
      },
    };
  }
  if (isJsonObject(predictor.model)) {
    return { ...predictor, model: defaultModel(predictor.model) };
  }
  return { ...predictor, ...defaultContainers(predictor, settings) };
}

function defaultModel(model: JsonObject): JsonObject {
  const format = isJsonObject(model.modelFormat) ? model.modelFormat : {};
  const needsV2 =
    typeof format.name === 'string' && V2_FORMATS.includes(format.name);
  return needsV2 && !model.protocolVersion
    ? { ...model, protocolVersion: 'v2' }
    : model;
}

/** The container that serves gets its name and, key by key, the cluster's resources; sidecars get none. */
function defaultContainers(
  predictor: JsonObject,
  settings: ClusterSettings,
): JsonObject {
  const { containers } = predictor;
  if (!Array.isArray(containers) || containers.length === 0) return {};
  if (!containers.every(isJsonObject)) return {};
  const [first] = containers;
  const isNamedElsewhere = containers
    .slice(1)
    .some(container => container.name === KSERVE_CONTAINER);
  const takesName =
    !isNamedElsewhere && (containers.length === 1 || !first.name);
  const named = containers.map((container, i) =>
    i === 0 && takesName ? { ...container, name: KSERVE_CONTAINER } : container,
  );
  return {
    containers: named.map(container =>
      container.name === KSERVE_CONTAINER
        ? { ...container, ...defaultResources(container, settings) }
        : container,
    ),
  };
}

function defaultResources(
  container: JsonObject,
  settings: ClusterSettings,
): JsonObject {
  const { resources = {} } = container;
  if (!isJsonObject(resources)) return {};
  const { requests = {}, limits = {} } = resources;
  if (!isJsonObject(requests) || !isJsonObject(limits)) return {};
  const filled: { requests: JsonObject; limits: JsonObject } = {
    requests: { ...settings.defaultResources.requests, ...requests },
    limits: { ...settings.defaultResources.limits, ...limits },
  };
  if (settings.profile === 'greenroom') {
    // A default never contradicts what the user wrote: KServe would ask for 2Gi where the user limits to 1Gi.
    for (const name of Object.keys(filled.limits)) {
      if (!exceeds(filled.requests[name], filled.limits[name])) continue;
      if (requests[name] === undefined) {
        filled.requests[name] = filled.limits[name];
      } else if (limits[name] === undefined) {
        filled.limits[name] = filled.requests[name];
      }
    }
  }
  return { resources: { ...resources, ...filled } };
}

function exceeds(request: unknown, limit: unknown): boolean {
  const [asked, most] = [request, limit].map(value =>
    typeof value === 'string' || typeof value === 'number'
      ? parseQuantity(value)
      : undefined,
  );
  return asked !== undefined && most !== undefined && asked > most;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) =>
      entry === null || entry === undefined ? [] : [[key, withoutNulls(entry)]],
    ),
  );
}

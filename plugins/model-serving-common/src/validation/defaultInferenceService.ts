import { annotations } from '../constants';
import { isJsonObject, isTooDeep, JsonObject } from '../json';
import { InferenceService } from '../resources';
import { ClusterSettings } from '../settings';
import { defaultComponents } from './defaultComponents';
import { ModelCache, withLocalModel } from './localModel';
import { normalMode } from './normalMode';

/**
 * An InferenceService with KServe's defaults: mode names, framework blocks moved to `model`, container names and
 * resources of custom components, types of metric targets, the local cache of its model. Idempotent, changes nothing in
 * place, and takes any JSON: what is not shaped like an InferenceService stays as it is, for validation to say so. `null`
 * fields are dropped, as an API server does.
 *
 * Source: kserve-resources §4.
 * @param options - `caches`: local model caches that the service may use, in the order in which they are tried
 * @public
 */
export function defaultInferenceService(options: {
  readonly resource: InferenceService;
  readonly settings: ClusterSettings;
  readonly caches?: readonly ModelCache[];
}): InferenceService {
  const { settings, caches = [] } = options;
  // Deeper than any resource: left alone here, refused by validation.
  if (isTooDeep(options.resource)) return options.resource;
  const resource: unknown = withoutNulls(options.resource);
  if (!isJsonObject(resource)) return options.resource;
  const { metadata, spec } = resource;
  if (!isJsonObject(metadata) || !isJsonObject(spec)) {
    return resource as unknown as InferenceService;
  }
  const noted = isJsonObject(metadata.annotations) ? metadata.annotations : {};
  const mode = modeOf(noted, settings);
  const components = defaultComponents(spec, {
    settings,
    isModelMesh: mode === 'ModelMesh',
  });
  const added = {
    ...(mode !== noted[annotations.deploymentMode] && {
      [annotations.deploymentMode]: mode,
    }),
    ...formatAnnotation(noted, components.predictor),
  };
  const hasBadNotes =
    metadata.annotations !== undefined && !isJsonObject(metadata.annotations);
  const withNotes =
    hasBadNotes || Object.keys(added).length === 0
      ? metadata
      : { ...metadata, annotations: { ...noted, ...added } };
  return {
    ...resource,
    metadata: settings.localModelCaches
      ? withLocalModel({
          metadata: withNotes,
          modelUri: modelUriIn(components.predictor),
          caches,
        })
      : withNotes,
    spec: components,
  } as unknown as InferenceService;
}

/** The mode by its name of today; the cluster's where none is given, except Knative, which KServe never writes. */
function modeOf(notes: JsonObject, settings: ClusterSettings): unknown {
  const mode = notes[annotations.deploymentMode];
  if (mode !== undefined) return normalMode(mode);
  const { defaultDeploymentMode } = settings;
  return defaultDeploymentMode === 'Knative'
    ? undefined
    : defaultDeploymentMode;
}

function formatAnnotation(notes: JsonObject, predictor: unknown): JsonObject {
  const model = isJsonObject(predictor) ? predictor.model : undefined;
  const format = isJsonObject(model) ? model.modelFormat : undefined;
  const name = isJsonObject(format) ? format.name : undefined;
  return typeof name === 'string' &&
    name !== '' &&
    notes[annotations.kserveModelFormat] === undefined
    ? { [annotations.kserveModelFormat]: name }
    : {};
}

function modelUriIn(predictor: unknown): string | undefined {
  const model = isJsonObject(predictor) ? predictor.model : undefined;
  const uri = isJsonObject(model) ? model.storageUri : undefined;
  return typeof uri === 'string' ? uri : undefined;
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

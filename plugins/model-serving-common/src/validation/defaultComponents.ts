import { KSERVE_CONTAINER } from '../constants';
import { isJsonObject, JsonObject } from '../json';
import { ClusterSettings } from '../settings';
import { defaultMetrics } from './defaultMetrics';
import { defaultResources, withQuantityTexts } from './defaultResources';
import {
  blocksOf,
  containerImplementations,
  explainerImplementations,
  FRAMEWORKS,
  predictorImplementations,
} from './implementations';

/** Framework blocks that ask for protocol v2 where they name none. */
const V2_FRAMEWORKS: readonly string[] = ['triton', 'onnx', 'huggingface'];
/** The same for the new form, in exactly this spelling. */
const V2_FORMATS: readonly string[] = ['triton', 'vLLM'];

/** Components by the field of `spec` that holds each, with what defaults the ways to implement it. */
const COMPONENTS = {
  predictor: defaultPredictor,
  transformer: defaultTransformer,
  explainer: defaultExplainer,
} as const;

/** What of `spec` defaulting changes. */
export interface SpecDefaults {
  readonly settings: ClusterSettings;
  /** ModelMesh keeps framework blocks. */
  readonly isModelMesh: boolean;
}

/**
 * A spec with the defaults of its components. What is not shaped like a component, and one that does not say exactly once
 * what it runs, stays as it is: validation says so. Source: kserve-resources §4.
 */
export function defaultComponents(
  spec: JsonObject,
  options: SpecDefaults,
): JsonObject {
  const changed = { ...spec };
  for (const [name, defaultOne] of Object.entries(COMPONENTS)) {
    const component = spec[name];
    if (isJsonObject(component)) {
      changed[name] = defaultEvery(defaultOne(component, options), options);
    }
  }
  if (Array.isArray(spec.canary)) {
    changed.canary = spec.canary.map(entry =>
      isJsonObject(entry) ? defaultCanary(entry) : entry,
    );
  }
  return changed;
}

/** KServe's webhook writes empty names back, and the schema of canaries, unlike the predictor's, asks for them. */
function defaultCanary(entry: JsonObject): JsonObject {
  const { predictor } = entry;
  if (!isJsonObject(predictor)) return entry;
  const named = (['model', ...FRAMEWORKS] as const).flatMap(name => {
    const block = predictor[name];
    return isJsonObject(block) ? [[name, { name: '', ...block }]] : [];
  });
  return {
    ...entry,
    predictor: { ...predictor, ...Object.fromEntries(named) },
  };
}

/** What all components have in common. */
function defaultEvery(
  component: JsonObject,
  { settings }: SpecDefaults,
): JsonObject {
  return {
    ...component,
    ...(settings.autoMountServiceAccountToken === false &&
      component.automountServiceAccountToken === undefined && {
        automountServiceAccountToken: false,
      }),
    ...(isJsonObject(component.autoScaling) && {
      autoScaling: defaultMetrics(component.autoScaling, settings.profile),
    }),
    ...Object.fromEntries(
      (['containers', 'initContainers'] as const).flatMap(field => {
        const list = component[field];
        return Array.isArray(list) ? [[field, list.map(withTexts)]] : [];
      }),
    ),
  };
}

function withTexts(container: unknown): unknown {
  return isJsonObject(container) ? withQuantityTexts(container) : container;
}

function defaultPredictor(
  predictor: JsonObject,
  options: SpecDefaults,
): JsonObject {
  if (predictorImplementations(predictor) !== 1) return predictor;
  const [framework] = options.isModelMesh ? [] : blocksOf(predictor);
  if (framework) {
    const { [framework]: block, ...rest } = predictor;
    const needsV2 = V2_FRAMEWORKS.includes(framework);
    return {
      ...rest,
      model: withQuantityTexts({
        ...(needsV2 && { protocolVersion: 'v2' }),
        ...(isJsonObject(block) ? block : {}),
        modelFormat: { name: framework },
      }),
    };
  }
  if (isJsonObject(predictor.model)) {
    return { ...predictor, model: defaultModel(predictor.model, options) };
  }
  return { ...predictor, ...defaultContainers(predictor, options) };
}

function defaultModel(
  model: JsonObject,
  { settings }: SpecDefaults,
): JsonObject {
  const format = isJsonObject(model.modelFormat) ? model.modelFormat : {};
  const needsV2 =
    typeof format.name === 'string' && V2_FORMATS.includes(format.name);
  return withQuantityTexts({
    ...model,
    ...(needsV2 && !model.protocolVersion && { protocolVersion: 'v2' }),
    // KServe's webhook writes the typed object back, in which the name is never absent
    ...(settings.profile === 'kserve' &&
      model.modelFormat === undefined && { modelFormat: { name: '' } }),
  });
}

function defaultTransformer(
  transformer: JsonObject,
  options: SpecDefaults,
): JsonObject {
  if (containerImplementations(transformer) !== 1) return transformer;
  return { ...transformer, ...defaultContainers(transformer, options) };
}

function defaultExplainer(
  explainer: JsonObject,
  options: SpecDefaults,
): JsonObject {
  if (explainerImplementations(explainer) !== 1) return explainer;
  const { art } = explainer;
  if (!isJsonObject(art)) {
    return { ...explainer, ...defaultContainers(explainer, options) };
  }
  const version = art.runtimeVersion ?? options.settings.artVersion;
  return {
    ...explainer,
    art: {
      ...art,
      ...(version !== undefined && { runtimeVersion: version }),
      name: KSERVE_CONTAINER,
      ...defaultResources(art, options.settings),
    },
  };
}

/** The container that serves gets its name and, key by key, the cluster's resources; sidecars get none. */
function defaultContainers(
  { containers }: JsonObject,
  { settings }: SpecDefaults,
): JsonObject {
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

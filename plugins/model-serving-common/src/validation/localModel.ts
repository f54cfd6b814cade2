import { annotations } from '../constants';
import { isJsonObject, JsonObject } from '../json';
import { LocalModelCache, LocalModelNamespaceCache } from '../resources';

const PREFIX = 'internal.serving.kserve.io';
const LABELS = {
  cache: `${PREFIX}/localmodel`,
  namespace: `${PREFIX}/localmodel-namespace`,
} as const;
const NOTES = {
  sourceUri: `${PREFIX}/localmodel-sourceuri`,
  claim: `${PREFIX}/localmodel-pvc-name`,
} as const;

/** Keys that {@link withLocalModel} alone writes, where a cluster has local model caches. */
export const LOCAL_MODEL_KEYS: readonly string[] = [
  ...Object.values(LABELS),
  ...Object.values(NOTES),
];

/** A cache of either scope. @public */
export type ModelCache = LocalModelCache | LocalModelNamespaceCache;

/**
 * Metadata that names the cache of a service's model: the first of its namespace, else of the cluster, whose
 * `sourceModelUri` is the model's or a parent of it; without one, metadata that names none. Source: kserve-resources §4
 * rule 6.
 */
export function withLocalModel(options: {
  readonly metadata: JsonObject;
  /** Of the predictor; undefined if it has none. */
  readonly modelUri: string | undefined;
  readonly caches: readonly ModelCache[];
}): JsonObject {
  const { metadata, modelUri, caches } = options;
  const { namespace } = metadata;
  const { labels = {}, annotations: notes = {} } = metadata;
  if (!isJsonObject(labels) || !isJsonObject(notes)) return metadata;
  const isOff = notes[annotations.disableLocalModel] !== undefined;
  const wanted = notes[annotations.nodeGroup];
  const found =
    modelUri === undefined || isOff
      ? undefined
      : [
          ...caches.filter(
            cache =>
              cache.kind === 'LocalModelNamespaceCache' &&
              cache.metadata.namespace === namespace,
          ),
          ...caches.filter(cache => cache.kind === 'LocalModelCache'),
        ].find(
          ({ spec }) =>
            isAtOrBelow(modelUri, spec.sourceModelUri) &&
            (wanted === undefined ||
              spec.nodeGroups.some(group => group === wanted)),
        );
  const group = wanted ?? found?.spec.nodeGroups[0];
  return {
    ...metadata,
    ...changed('labels', labels, Object.values(LABELS), {
      ...(found && { [LABELS.cache]: found.metadata.name }),
      ...(found?.kind === 'LocalModelNamespaceCache' && {
        [LABELS.namespace]: namespace,
      }),
    }),
    ...changed('annotations', notes, Object.values(NOTES), {
      ...(found && {
        [NOTES.sourceUri]: found.spec.sourceModelUri,
        [NOTES.claim]: `${found.metadata.name}-${group}`,
      }),
    }),
  };
}

/** Whether a URI is another or lies below it; `s3://b/model` does not cover `s3://b/model-evil`. */
function isAtOrBelow(uri: string, parent: string): boolean {
  const [inner, outer] = [uri, parent].map(text => text.replace(/\/+$/, ''));
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** The map with other values for some keys; nothing if that is what it has. */
function changed(
  field: string,
  map: JsonObject,
  keys: readonly string[],
  values: JsonObject,
): JsonObject {
  if (keys.every(key => map[key] === values[key])) return {};
  const rest = Object.entries(map).filter(([key]) => !keys.includes(key));
  return { [field]: { ...Object.fromEntries(rest), ...values } };
}

import { isJsonObject, JsonObject } from '../json';
import { InferenceService, PredictorSpec } from '../resources';

/** A canary that the spec names, as what a predictor of its own would be. @public */
export interface NamedCanary {
  readonly name: string;
  /** Of the predictor's traffic, in percent. */
  readonly percent: number;
  /** The service with the canary's predictor in place of the stable one, and without canaries. */
  readonly service: InferenceService;
  /** Replicas that it has as long as it is beside the stable one. */
  readonly replicas: number;
}

/** Fields that say how the stable predictor is scaled and split: a canary has none of that from it. */
const STABLE_ONLY: readonly string[] = [
  'canaryTrafficPercent',
  'maxReplicas',
  'scaleTarget',
  'scaleMetric',
  'autoScaling',
];

/**
 * The canaries of `spec.canary[]`: the stable predictor with each entry's fields over it (non-empty fields win, maps merge,
 * lists replace), with `minReplicas` of the entry, else its share of the stable one's, and at least one: a dark launch has
 * somewhere to run. Entries without a name, which the rules refuse, are left out.
 * Source: kserve-status-and-objects §8.2.
 * @public
 */
export function namedCanariesOf(service: InferenceService): NamedCanary[] {
  const { predictor, canary = [] } = service.spec;
  return canary.flatMap(({ predictor: entry, trafficPercent }) => {
    const { name } = entry;
    if (!name) return [];
    const share = Math.ceil(
      ((predictor.minReplicas ?? 1) * trafficPercent) / 100,
    );
    return [
      {
        name,
        percent: trafficPercent,
        service: withPredictor(service, effectivePredictor(predictor, entry)),
        replicas: Math.max(1, entry.minReplicas ?? share),
      },
    ];
  });
}

/**
 * The service after one of its canaries is promoted: its predictor is the canary's with the stable one's replicas, its
 * entry is gone. Its revision goes on as the stable one, without a restart. KServe lets a predictor change its name only
 * with its model: where the model stays, so does the name, and a revision of that name is started.
 *
 * @returns undefined: there is no such canary
 * @public
 */
export function promoteNamedCanary(
  service: InferenceService,
  name: string,
): InferenceService | undefined {
  const { predictor: stable } = service.spec;
  const entry = service.spec.canary?.find(
    ({ predictor }) => predictor.name === name,
  );
  if (!entry) return undefined;
  const merged = effectivePredictor(stable, entry.predictor);
  const isSameModel = modelOf(merged) === modelOf(stable);
  const kept = Object.fromEntries(
    ['minReplicas', ...STABLE_ONLY, ...(isSameModel ? ['name'] : [])].flatMap(
      field => (stable[field] === undefined ? [] : [[field, stable[field]]]),
    ),
  );
  const { minReplicas: _fixed, name: own, ...rest } = merged;
  const predictor = { ...rest, ...(isSameModel ? {} : { name: own }), ...kept };
  return withoutNamedCanary(
    { ...service, spec: { ...service.spec, predictor } },
    name,
  );
}

/** The service without one of its canaries. @public */
export function withoutNamedCanary(
  service: InferenceService,
  name: string,
): InferenceService {
  const { canary: _all, ...spec } = service.spec;
  const canary = service.spec.canary?.filter(
    ({ predictor }) => predictor.name !== name,
  );
  return { ...service, spec: { ...spec, ...(canary?.length && { canary }) } };
}

function withPredictor(
  service: InferenceService,
  predictor: PredictorSpec,
): InferenceService {
  const { canary: _canary, ...spec } = service.spec;
  return { ...service, spec: { ...spec, predictor } };
}

function effectivePredictor(
  stable: PredictorSpec,
  entry: PredictorSpec,
): PredictorSpec {
  const base = Object.fromEntries(
    Object.entries(stable).filter(([field]) => !STABLE_ONLY.includes(field)),
  );
  const merged = merge(base, entry) as PredictorSpec;
  if (!merged.model) return merged;
  // One place of the model in the entry is instead of the other one in the stable predictor.
  const { storage, storageUri, ...model } = merged.model;
  const { model: own } = entry;
  return {
    ...merged,
    model: {
      ...model,
      ...(storageUri && !own?.storage ? { storageUri } : {}),
      ...(storage && !own?.storageUri ? { storage } : {}),
    },
  };
}

/** A field cannot be emptied: what is empty in the entry is as if it were not there. */
function merge(base: JsonObject, entry: JsonObject): JsonObject {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(entry)) {
    if (isEmpty(value)) continue;
    const before = merged.get(key);
    merged.set(
      key,
      isJsonObject(before) && isJsonObject(value)
        ? merge(before, value)
        : value,
    );
  }
  return Object.fromEntries(merged);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Where the model lies, to be compared. */
function modelOf({ model }: PredictorSpec): string {
  return JSON.stringify([model?.storageUri, model?.storage]);
}

import type {
  Container,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/** One Deployment of a service. */
export interface Predictor {
  readonly name: string;
  readonly container: Partial<Container>;
  readonly replicas: number;
  /** What it says of its model; a canary's over its predictor's. */
  readonly model?: InferenceService['spec']['predictor']['model'];
  /** Annotations of its pods that say what they fetch. */
  readonly notes: Readonly<Record<string, string>>;
}

/** By which KServe tells the webhook that sees its pods what they fetch. */
const INTERNAL = 'internal.serving.kserve.io';

/** What KServe runs of a service in Standard mode: its predictor, and one more for each named canary. */
export function predictorsOf({
  metadata,
  spec,
}: InferenceService): [Predictor, ...Predictor[]] {
  const { name, minReplicas = 1, model } = spec.predictor;
  const container = containerOf(spec.predictor);
  const notes = notesOf(spec.predictor);
  const nameOf = (part: string | undefined) =>
    [metadata.name, part, 'predictor'].filter(Boolean).join('-');
  const canaries = (spec.canary ?? []).map(({ predictor, trafficPercent }) => ({
    name: nameOf(predictor.name),
    container: { ...container, ...containerOf(predictor) },
    notes: { ...notes, ...notesOf(predictor) },
    ...((model || predictor.model) && {
      model: { ...model, ...predictor.model } as Predictor['model'],
    }),
    replicas:
      predictor.minReplicas ??
      Math.max(1, Math.ceil((minReplicas * (trafficPercent ?? 0)) / 100)),
  }));
  return [
    {
      name: nameOf(name),
      container,
      notes,
      replicas: minReplicas,
      ...(model && { model }),
    },
    ...canaries,
  ];
}

/** What a predictor says itself of its container; the rest is its runtime's. */
function containerOf({
  model,
  containers = [],
}: Pick<
  InferenceService['spec']['predictor'],
  'model' | 'containers'
>): Partial<Container> {
  const { image, env } = containers[0] ?? model ?? {};
  return { ...(image && { image }), ...(env && { env }) };
}

/** Of a bucket that a Secret names, the address is put together when a pod is made. */
function notesOf({
  model,
}: Pick<InferenceService['spec']['predictor'], 'model'>): Record<
  string,
  string
> {
  const { storageUri, storage } = model ?? {};
  const source =
    storageUri ?? (storage && `<scheme-placeholder>://${storage.path ?? ''}`);
  return {
    ...(source && { [`${INTERNAL}/storage-initializer-sourceuri`]: source }),
    ...(storage && { [`${INTERNAL}/storage-spec`]: 'true' }),
    ...(storage?.key && { [`${INTERNAL}/storage-spec-key`]: storage.key }),
  };
}

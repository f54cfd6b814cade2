import type {
  Container,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/** One Deployment of a service. */
export interface Predictor {
  readonly name: string;
  readonly container: Partial<Container>;
  readonly replicas: number;
}

/** What KServe runs of a service in Standard mode: its predictor, and one more for each named canary. */
export function predictorsOf({
  metadata,
  spec,
}: InferenceService): [Predictor, ...Predictor[]] {
  const { name, minReplicas = 1 } = spec.predictor;
  const container = containerOf(spec.predictor);
  const nameOf = (part: string | undefined) =>
    [metadata.name, part, 'predictor'].filter(Boolean).join('-');
  const canaries = (spec.canary ?? []).map(({ predictor, trafficPercent }) => ({
    name: nameOf(predictor.name),
    container: { ...container, ...containerOf(predictor) },
    replicas:
      predictor.minReplicas ??
      Math.max(1, Math.ceil((minReplicas * (trafficPercent ?? 0)) / 100)),
  }));
  return [
    { name: nameOf(name), container, replicas: minReplicas },
    ...canaries,
  ];
}

/** What a predictor says itself of its container; the rest is its runtime's, which nobody looks for here. */
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

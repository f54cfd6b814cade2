import type {
  FieldMessage,
  InferenceService,
  PredictorSpec,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What is asked for a canary beside those that there are. */
export interface NewCanary {
  readonly name: string;
  /** Of the predictor's traffic. */
  readonly percent: number;
  /** Where its model lies: a path behind the connection of the stable one, or a URI where that has one. */
  readonly location: string;
}

/** Fields of {@link NewCanary}. */
export type NewCanaryField = keyof NewCanary;

/** `spec.canary` with one more: what it does not say it has from the stable predictor. */
export function withNewCanary(
  { spec }: InferenceService,
  { name, percent, location }: NewCanary,
): NonNullable<InferenceService['spec']['canary']> {
  const { model } = spec.predictor;
  const place =
    model?.storageUri === undefined
      ? { storage: { path: location } }
      : { storageUri: location };
  const predictor: PredictorSpec = {
    name,
    ...(model && { model: { modelFormat: model.modelFormat, ...place } }),
  };
  return [...(spec.canary ?? []), { predictor, trafficPercent: percent }];
}

/** What may still be given away, in percent. */
export function unusedPercent({ spec }: InferenceService): number {
  return (spec.canary ?? []).reduce(
    (left, { trafficPercent }) => left - trafficPercent,
    100,
  );
}

/** Which field of a new canary a message is about; undefined: none of them. */
export function newCanaryField(
  { path = '' }: Pick<FieldMessage, 'path'>,
  index: number,
): NewCanaryField | undefined {
  const entry = `spec.canary[${index}]`;
  if (path === 'spec.canary' || path === `${entry}.trafficPercent`)
    return 'percent';
  if (path === `${entry}.predictor.name`) return 'name';
  return path.startsWith(`${entry}.predictor.model`) ? 'location' : undefined;
}

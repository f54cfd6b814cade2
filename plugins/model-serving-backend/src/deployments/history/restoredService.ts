import {
  modelUriOf,
  semanticEqual,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { restoredMetadata } from '../../history';

const SCALE_FIELDS = [
  'minReplicas',
  'maxReplicas',
  'scaleTarget',
  'scaleMetric',
] as const;

const COMPONENTS = ['predictor', 'transformer', 'explainer'] as const;

/**
 * A deployment with the spec of another moment; of its metadata, what {@link restoredMetadata} says. The predictor keeps the
 * name that a canary left it where the model is the same: KServe refuses to change it alone, and nothing runs by it.
 *
 * @param keepsScale - the bounds of the number of replicas stay too: load did not go back
 */
export function restoredService(
  now: InferenceService,
  then: InferenceService,
  options: { readonly keepsScale: boolean },
): InferenceService {
  const restored = {
    ...now,
    metadata: restoredMetadata(now.metadata, then.metadata),
    spec: options.keepsScale ? withScaleOf(now.spec, then.spec) : then.spec,
  };
  return semanticEqual(modelUriOf(now), modelUriOf(restored))
    ? withPredictorNamed(now.spec.predictor.name, restored)
    : restored;
}

function withPredictorNamed(
  name: string | undefined,
  service: InferenceService,
): InferenceService {
  const { name: _then, ...predictor } = service.spec.predictor;
  return {
    ...service,
    spec: {
      ...service.spec,
      predictor: { ...predictor, ...(name && { name }) },
    },
  };
}

function withScaleOf(
  now: InferenceService['spec'],
  then: InferenceService['spec'],
): InferenceService['spec'] {
  const components = COMPONENTS.flatMap(name => {
    const [current, restored] = [now[name], then[name]];
    if (!restored) return [];
    // What was tried with a share then is wanted for good now.
    const { canaryTrafficPercent: _share, ...wanted } = restored;
    if (!current) return [[name, wanted]];
    const rest = Object.entries(wanted).filter(([key]) => !isScale(key));
    const kept = Object.entries(current).filter(([key]) => isScale(key));
    return [[name, Object.fromEntries([...rest, ...kept])]];
  });
  const { canary: _canaries, ...spec } = then;
  return { ...spec, ...Object.fromEntries(components) } as typeof then;
}

function isScale(key: string): boolean {
  return SCALE_FIELDS.some(field => field === key);
}

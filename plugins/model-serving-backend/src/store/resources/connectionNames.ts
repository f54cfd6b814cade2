import { annotations } from '@greenroom/backstage-plugin-model-serving-common';

/** The parts of a deployment that may name a connection; each may be missing or something else. */
interface Referring {
  readonly metadata?: { readonly annotations?: Record<string, unknown> };
  readonly spec?: {
    readonly predictor?: ReferringPredictor;
    readonly canary?: unknown;
  };
}
type ReferringPredictor =
  | { readonly model?: { readonly storage?: { readonly key?: unknown } } }
  | undefined;

/**
 * All connections that a deployment refers to, of the predictor and its canaries, each once. Takes a resource that was
 * not validated yet.
 */
export function connectionNames(resource: object): readonly string[] {
  const { metadata, spec }: Referring = resource;
  const canaries: { readonly predictor?: ReferringPredictor }[] = Array.isArray(
    spec?.canary,
  )
    ? spec.canary
    : [];
  const names: unknown[] = [
    spec?.predictor?.model?.storage?.key,
    ...canaries.map(canary => canary?.predictor?.model?.storage?.key),
    metadata?.annotations?.[annotations.connections],
  ];
  return [...new Set(names)].filter(
    (name): name is string => typeof name === 'string' && name !== '',
  );
}

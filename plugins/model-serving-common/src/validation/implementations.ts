import { KSERVE_CONTAINER } from '../constants';
import { isJsonObject } from '../json';

/** Framework blocks of the old form; each moves to `model`. */
export const FRAMEWORKS = [
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'pmml',
  'lightgbm',
  'paddle',
] as const;

/**
 * How often a predictor says what it runs; exactly once is right. Every container named `kserve-container` counts; with
 * nothing else any containers count as one. Takes any JSON. Source: kserve-resources §3.
 */
export function predictorImplementations(predictor: unknown): number {
  if (!isJsonObject(predictor)) return 0;
  const named =
    blocksOf(predictor).length +
    Number(isJsonObject(predictor.model)) +
    servingContainers(predictor);
  return named > 0 ? named : containerImplementations(predictor);
}

/** The same of an explainer. */
export function explainerImplementations(explainer: unknown): number {
  const art = isJsonObject(explainer) && isJsonObject(explainer.art);
  return Number(art) + containerImplementations(explainer);
}

/** The same of a component that only has containers. */
export function containerImplementations(component: unknown): number {
  if (!isJsonObject(component)) return 0;
  const named = servingContainers(component);
  return named > 0 ? named : Math.min(1, containersIn(component).length);
}

/** The framework blocks of a predictor. */
export function blocksOf(
  predictor: Record<string, unknown>,
): (typeof FRAMEWORKS)[number][] {
  return FRAMEWORKS.filter(name => isJsonObject(predictor[name]));
}

function servingContainers(component: Record<string, unknown>): number {
  return containersIn(component).filter(
    container => isJsonObject(container) && container.name === KSERVE_CONTAINER,
  ).length;
}

function containersIn({ containers }: Record<string, unknown>): unknown[] {
  return Array.isArray(containers) ? containers : [];
}

import { InferenceService } from '../resources';
import { namedCanariesOf, promoteNamedCanary } from './namedCanaries';

/** Replicas of a canary that is promoted where KServe reconciles. @public */
export interface PromotionOnKServe {
  /** With which it carries everything for about as long as one start. */
  readonly has: number;
  /** Which it is to have as the stable predictor. */
  readonly wants: number;
}

/**
 * What promoting a canary that the spec names interrupts where KServe reconciles: it deletes the stable predictor before
 * it scales the promoted one. Source: kserve-status-and-objects §8.2.
 *
 * @param wants - replicas of the stable predictor afterwards; as before, unless given
 * @returns undefined: there is no such canary, or nothing is deleted, since the predictor keeps model and name
 * @public
 */
export function promotionOnKServe(
  service: InferenceService,
  name: string,
  wants: number = service.spec.predictor.minReplicas ?? 1,
): PromotionOnKServe | undefined {
  const canary = namedCanariesOf(service).find(known => known.name === name);
  const after = promoteNamedCanary(service, name)?.spec.predictor.name;
  if (!canary || after === service.spec.predictor.name) return undefined;
  return { has: canary.replicas, wants };
}

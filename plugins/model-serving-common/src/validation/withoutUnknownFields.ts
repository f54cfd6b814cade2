import { InferenceService } from '../resources';
import { inferenceServiceShape } from './inferenceServiceShape';
import { withoutUnknown } from './shape';

/**
 * An InferenceService as an API server stores it: without the fields of which {@link validateInferenceService} warns
 * `unknown field "…"`. Fields that KServe knows stay, whether or not this cluster acts on them.
 *
 * Takes any JSON. Source: kserve-resources §0, for clusters without an API server in front; a managed cluster decides by
 * its own schema.
 * @public
 */
export function withoutUnknownFields(
  resource: InferenceService,
): InferenceService {
  return withoutUnknown(resource, inferenceServiceShape);
}

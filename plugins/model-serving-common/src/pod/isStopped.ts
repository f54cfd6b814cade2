import { annotations } from '../constants';
import { InferenceService } from '../resources';

/**
 * Whether a service is asked to stop: annotation `serving.kserve.io/stop` is `true` in any letter case, as KServe
 * compares it.
 * @public
 */
export function isStopped(
  service: Pick<InferenceService, 'metadata'>,
): boolean {
  return (
    service.metadata.annotations?.[annotations.stop]?.toLowerCase() === 'true'
  );
}

import {
  annotations,
  readRolloutDuration,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';

/** How long a new revision takes, in ms. What was stored before that had to be right rolls out at once. */
export function rolloutDurationIn({ metadata }: InferenceService): number {
  try {
    return readRolloutDuration(
      metadata.annotations?.[annotations.rolloutDuration],
    );
  } catch {
    return 0;
  }
}

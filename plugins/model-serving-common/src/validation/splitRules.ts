import { readGuardLimits, readStickyKey } from '../canary';
import { annotations } from '../constants';
import { Rule } from './rule';

/** How each annotation that says how a service's traffic is split is read. */
const READERS: Readonly<Record<string, (annotation: string) => unknown>> = {
  [annotations.canaryGuard]: readGuardLimits,
  [annotations.sticky]: readStickyKey,
};

/** Knative's annotation for a share that grows by itself. */
const ROLLOUT_DURATION = 'serving.knative.dev/rollout-duration';

/** Annotations that say how a service's traffic is split. */
export const splitRules: Rule = ({ service, profile, messages }) => {
  if (profile === 'kserve') return;
  if (service.metadata.annotations?.[ROLLOUT_DURATION] !== undefined) {
    messages.warn(
      `metadata.annotations[${ROLLOUT_DURATION}]`,
      'is kept, but this cluster changes shares at once; raise canaryTrafficPercent step by step instead',
    );
  }
  for (const [key, read] of Object.entries(READERS)) {
    const annotation = service.metadata.annotations?.[key];
    if (annotation === undefined) continue;
    try {
      read(annotation);
    } catch (error) {
      messages.error(`metadata.annotations[${key}]`, (error as Error).message);
    }
  }
};

import { readGuardLimits, readRolloutDuration, readStickyKey } from '../canary';
import { annotations } from '../constants';
import { Rule } from './rule';

/** How each annotation that says how a service's traffic is split is read. */
const READERS: Readonly<Record<string, (annotation: string) => unknown>> = {
  [annotations.canaryGuard]: readGuardLimits,
  [annotations.sticky]: readStickyKey,
  [annotations.rolloutDuration]: readRolloutDuration,
};

/** Annotations that say how a service's traffic is split. */
export const splitRules: Rule = ({ service, profile, messages }) => {
  if (profile === 'kserve') return;
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

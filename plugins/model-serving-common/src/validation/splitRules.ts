import { readGuardLimits } from '../canary';
import { annotations } from '../constants';
import { Rule } from './rule';

/** Annotations that say how a service's traffic is split. */
export const splitRules: Rule = ({ service, profile, messages }) => {
  if (profile === 'kserve') return;
  try {
    readGuardLimits(service.metadata.annotations?.[annotations.canaryGuard]);
  } catch (error) {
    messages.error(
      `metadata.annotations[${annotations.canaryGuard}]`,
      (error as Error).message,
    );
  }
};

import {
  readAllowedCanaries,
  readGuardLimits,
  readRolloutDuration,
  readShadow,
  readStickyKey,
  shadowOf,
} from '../canary';
import { annotations } from '../constants';
import { AnnotationReaders, demandReadable } from './demandReadable';
import { Rule, RuleContext } from './rule';

/** How each annotation that says how a service's traffic is split is read. */
const READERS: AnnotationReaders = {
  [annotations.canaryGuard]: readGuardLimits,
  [annotations.canaryAllowed]: readAllowedCanaries,
  [annotations.sticky]: readStickyKey,
  [annotations.shadow]: readShadow,
  [annotations.rolloutDuration]: readRolloutDuration,
};

/** Annotations that say how a service's traffic is split. */
export const splitRules: Rule = ({ service, profile, messages }) => {
  if (profile === 'kserve') return;
  demandReadable(READERS, { service, messages });
  stickinessHint({ service, messages });
  shadowHint({ service, messages });
};

/** A key has two sides: among several canaries it keeps nobody where they are. */
function stickinessHint({
  service,
  messages,
}: Pick<RuleContext, 'service' | 'messages'>): void {
  const path = `metadata.annotations[${annotations.sticky}]`;
  const sticky = service.metadata.annotations?.[annotations.sticky]?.trim();
  const count = service.spec.canary?.length ?? 0;
  if (!sticky || count < 2 || messages.has(path)) return;
  messages.warn(
    path,
    `requests stay on their side of a split with one canary only: with ${count} canaries each request is split by itself. Leave one entry in spec.canary, or reach a canary by its name (the header Knative-Serving-Tag)`,
  );
}

/** Not an error: the annotation may stay where its canary was promoted. */
function shadowHint({
  service,
  messages,
}: Pick<RuleContext, 'service' | 'messages'>): void {
  const path = `metadata.annotations[${annotations.shadow}]`;
  const shadow = service.metadata.annotations?.[annotations.shadow]?.trim();
  if (!shadow || messages.has(path) || shadowOf(service)) return;
  messages.warn(
    path,
    `nobody gets copies: "${shadow}" names no canary of this deployment. Name one of spec.canary, or latest for the canary of canaryTrafficPercent`,
  );
}

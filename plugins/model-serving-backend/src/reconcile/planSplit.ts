import type { ComponentName } from '@greenroom/backstage-plugin-model-serving-common';
import type { SplitIntent } from '../routing';
import { targetOf } from './planParts';
import type { TrafficPlan } from './planTraffic';
import { Splitting } from './types';

/** Tag of the canary that has no name of its own; annotations call it so, too. */
const LATEST = 'latest';

/**
 * What of a component is reached by name, and what keeps requests on their side of the split. `latest` is the canary, else
 * what serves; `prev` what a canary is beside, whatever their shares. Canaries that the spec names have their names as
 * tags, asked for or not: a dark launch is reached by nothing else. Source: kserve-status-and-objects §8.1.
 */
export function planSplit(
  { serving, canaries = [] }: TrafficPlan,
  component: ComponentName,
  { tagHosts, canaryHosts, sticky, shadow }: Splitting = {},
): SplitIntent | undefined {
  const named = canaries.filter(
    ({ name }, i) =>
      name !== undefined &&
      canaries.findIndex(other => other.name === name) === i,
  );
  const canary = canaries.find(({ name }) => name === undefined);
  // Keys have two sides: with several canaries each request is split by itself.
  const [only] = canaries.length === 1 ? canaries : [];
  const isSticky = sticky !== undefined && only !== undefined;
  const copied =
    shadow && canaries.find(({ name = LATEST }) => name === shadow.canary);
  if (!serving || (!tagHosts && !isSticky && !copied && named.length === 0))
    return undefined;
  const latest = canary
    ? { ...targetOf(canary.revision), isCanary: true as const }
    : targetOf(serving);
  return {
    tags: [
      ...(tagHosts
        ? [
            {
              tag: LATEST,
              hosts: tagHosts(component, LATEST),
              target: latest,
            },
            ...(canary
              ? [
                  {
                    tag: 'prev',
                    hosts: tagHosts(component, 'prev'),
                    target: targetOf(serving),
                  },
                ]
              : []),
          ]
        : []),
      ...named.map(({ name = '', revision }) => ({
        tag: name,
        hosts: canaryHosts?.(component, name) ?? [],
        target: { ...targetOf(revision), isCanary: true as const },
      })),
    ],
    ...(isSticky
      ? { sticky: { ...sticky, canary: only.revision.spec.key } }
      : {}),
    ...(copied
      ? {
          shadow: {
            target: { ...targetOf(copied.revision), isCanary: true as const },
            percent: shadow.percent,
          },
        }
      : {}),
  };
}

/**
 * Copies of what a transformer sends its predictor, for a canary of the predictor: those that the spec names are behind it,
 * where no caller's request comes. `latest` is the canary of what callers reach.
 */
export function planInnerShadow(
  traffic: TrafficPlan,
  { shadow }: Splitting = {},
): SplitIntent['shadow'] {
  return shadow && shadow.canary !== LATEST
    ? planSplit(traffic, 'predictor', { shadow })?.shadow
    : undefined;
}

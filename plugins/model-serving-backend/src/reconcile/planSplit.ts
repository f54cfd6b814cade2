import type { ComponentName } from '@greenroom/backstage-plugin-model-serving-common';
import type { SplitIntent } from '../routing';
import { targetOf } from './planParts';
import type { TrafficPlan } from './planTraffic';
import { Splitting } from './types';

/**
 * What of a component is reached by name, and what keeps requests on their side of the split. `latest` is the canary, else
 * what serves; `prev` what a canary is beside, whatever their shares. Source: kserve-status-and-objects §8.1.
 */
export function planSplit(
  { serving, canary }: TrafficPlan,
  component: ComponentName,
  { tagHosts, sticky }: Splitting = {},
): SplitIntent | undefined {
  const isSticky = sticky !== undefined && canary !== undefined;
  if (!serving || (!tagHosts && !isSticky)) return undefined;
  const latest = canary
    ? { ...targetOf(canary.revision), isCanary: true as const }
    : targetOf(serving);
  return {
    tags: tagHosts
      ? [
          {
            tag: 'latest',
            hosts: tagHosts(component, 'latest'),
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
      : [],
    ...(isSticky
      ? { sticky: { ...sticky, canary: canary.revision.spec.key } }
      : {}),
  };
}

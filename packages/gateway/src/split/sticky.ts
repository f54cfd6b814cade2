import { GatewayRoute } from '@greenroom/backstage-plugin-model-serving-common';
import { cookieValue, headerValue } from './headers';
import { stickyBucket, stickyBuckets } from './stickyBucket';

/** Keeps requests with the same key on the same side of a split. */
export interface Sticky {
  /** Index of the target for a request, or -1 if it has no key. Headers: names and values in turn. */
  choose(raw: readonly string[]): number;
}

/** What a route says of it; undefined: nothing, or only one side can serve. */
export function stickyOf({
  id,
  split,
  targets,
}: Pick<GatewayRoute, 'id' | 'split' | 'targets'>): Sticky | undefined {
  const sticky = split?.sticky;
  if (!sticky || targets.length !== 2) return undefined;
  const canary = targets.findIndex(
    ({ revision }) => revision === sticky.canary,
  );
  if (canary < 0) return undefined;
  const [a, b] = targets;
  const share =
    (targets[canary].weight * stickyBuckets) / (a.weight + b.weight);
  const { from, name } = sticky;
  const read = from === 'header' ? headerValue : cookieValue;
  return {
    choose: raw => {
      const key = read(raw, name);
      if (!key) return -1;
      return stickyBucket(id, key) < share ? canary : 1 - canary;
    },
  };
}

import {
  GatewayRoute,
  RouteTag,
  UNKNOWN_TAG,
  UNTAGGED,
} from '@greenroom/backstage-plugin-model-serving-common';
import { normalizeHost } from '../routing';
import { headerValue } from './headers';

/** Header that names a tag on every address of its route. Source: gateway-and-graphs §1. */
const tagHeader = 'knative-serving-tag';

/** Where requests of a route with tags go. */
export interface Tags<B> {
  /** What a request names by its host or its header, else what goes by weights. Headers: names and values in turn. */
  choose(host: string, raw: readonly string[]): B;
}

/**
 * The tags of a route; undefined: it has none.
 *
 * @param branchOf - where a tag leads
 * @param byWeights - where requests go that name no tag, or one that the route does not have; told what they count under
 */
export function tagsOf<B>(
  { split }: Pick<GatewayRoute, 'split'>,
  branchOf: (tag: RouteTag) => B,
  byWeights: (countedAs: string) => B,
): Tags<B> | undefined {
  if (!split?.tags?.length) return undefined;
  const byTag = new Map<string, B>();
  const byHost = new Map<string, B>();
  for (const tag of split.tags) {
    const branch = branchOf(tag);
    byTag.set(tag.tag, branch);
    for (const host of tag.hosts) byHost.set(normalizeHost(host), branch);
  }
  const untagged = byWeights(UNTAGGED);
  const unknown = byWeights(UNKNOWN_TAG);
  return {
    choose: (host, raw) => {
      const named = byHost.get(normalizeHost(host));
      if (named) return named;
      const tag = headerValue(raw, tagHeader);
      return tag === undefined ? untagged : byTag.get(tag) ?? unknown;
    },
  };
}

import { GatewayRoute } from '@greenroom/backstage-plugin-model-serving-common';
import { normalizeHost } from '../routing';
import { headerValue } from './headers';

/** Header that names a tag on every address of its route. Source: gateway-and-graphs §1. */
const tagHeader = 'knative-serving-tag';

/** What a route's requests reach by name. */
export interface Tags<B> {
  /** What a request names by its host or its header; undefined: nothing. Headers: names and values in turn. */
  choose(host: string, raw: readonly string[]): B | undefined;
}

/** The tags of a route; undefined: it has none. */
export function tagsOf<B>(
  { split }: Pick<GatewayRoute, 'split'>,
  branchOf: (tag: NonNullable<NonNullable<typeof split>['tags']>[number]) => B,
): Tags<B> | undefined {
  if (!split?.tags?.length) return undefined;
  const byTag = new Map<string, B>();
  const byHost = new Map<string, B>();
  for (const tag of split.tags) {
    const branch = branchOf(tag);
    byTag.set(tag.tag, branch);
    for (const host of tag.hosts) byHost.set(normalizeHost(host), branch);
  }
  return {
    choose: (host, raw) => {
      const named = byHost.get(normalizeHost(host));
      if (named) return named;
      const tag = headerValue(raw, tagHeader);
      return tag === undefined ? undefined : byTag.get(tag);
    },
  };
}

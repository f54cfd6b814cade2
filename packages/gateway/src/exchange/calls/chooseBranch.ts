import { LiveBranch, LiveRoute } from '../types';

/** KServe's route for explanations, on what is left of the path; a query may follow. Source: kserve-resources §1. */
const EXPLAIN = /^\/v1\/models\/[\w-]+:explain(?:\?|$)/;

/**
 * Where a request to a route goes, by what is left of its path, then by the tag that it names. Only routes with an
 * explainer look at the path, only routes with tags at host and headers (names and values in turn).
 */
export function chooseBranch(
  route: LiveRoute,
  path: string,
  host: string,
  headers: readonly string[],
): LiveBranch {
  if (route.explain && EXPLAIN.test(path)) return route.explain;
  return route.tags ? route.tags.choose(host, headers) : route;
}

import { LiveBranch, LiveRoute } from './types';

/** KServe's route for explanations, on what is left of the path; a query may follow. Source: kserve-resources §1. */
const EXPLAIN = /^\/v1\/models\/[\w-]+:explain(?:\?|$)/;

/** Where a request to a route goes, by what is left of its path. Only routes with an explainer look at the path. */
export function chooseBranch(route: LiveRoute, path: string): LiveBranch {
  return route.explain && EXPLAIN.test(path) ? route.explain : route;
}

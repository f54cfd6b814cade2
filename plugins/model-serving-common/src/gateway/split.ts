import type { RouteShadow } from './shadow';
import type { RouteBranch } from './snapshot';

/** How requests of a route are spread otherwise than by weights alone. @public */
export interface RouteSplit {
  /** What is reached by name, whatever its weight. */
  readonly tags?: readonly RouteTag[];
  /** Absent: each request is split by itself. */
  readonly sticky?: RouteSticky;
  /** Gets copies. Absent: nobody does. */
  readonly shadow?: RouteShadow;
}

/**
 * A target that is reached by a host of its own, and by `Knative-Serving-Tag: <tag>` on every address of the route. A tag
 * that the route does not have goes by the weights. Source: gateway-and-graphs §1.
 * @public
 */
export interface RouteTag extends RouteBranch {
  readonly tag: string;
  /** Exact, lower case, without port. */
  readonly hosts: readonly string[];
}

/** What requests count under that go by the weights of a route with tags. @public */
export const UNTAGGED = 'default';

/** What they count under where they name a tag that the route does not have. @public */
export const UNKNOWN_TAG = 'undefined';

/** Key of the counters of a route's tag: `<id of the route>#<tag>`. Source: gateway-and-graphs §1. @public */
export function routeTagKey(routeId: string, tag: string): string {
  return `${routeId}#${tag}`;
}

/**
 * Requests with the same key go to the same side of the split; a canary's share may grow, and who was on it stays on it.
 * Requests without a key go by the weights.
 * @public
 */
export interface RouteSticky {
  readonly from: 'header' | 'cookie';
  /** Of the header (lower case) or the cookie. */
  readonly name: string;
  /** Key of the revision that the share is of. */
  readonly canary: string;
}

import { RequestTarget, RouteMatch } from '../routing';
import { Refusal, refusals } from './refusal';
import { LiveRoute, LiveSnapshot } from './types';

/** The route of a request in a snapshot, or the answer that says why there is none. */
export function matchRoute(
  snapshot: LiveSnapshot | undefined,
  host: string,
  target: RequestTarget | undefined,
): RouteMatch<LiveRoute> | Refusal {
  if (!snapshot) return refusals.notConfigured;
  if (!target) return refusals.routeNotFound;
  return snapshot.routes.match(host, target.path) ?? refusals.routeNotFound;
}

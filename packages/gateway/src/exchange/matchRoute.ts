import { parseRequestTarget, RouteMatch } from '../routing';
import { Refusal, refusals } from './refusal';
import { LiveRoute, LiveSnapshot } from './types';

/** The route of a request in a snapshot, or the answer that says why there is none. */
export function matchRoute(
  snapshot: LiveSnapshot | undefined,
  host: string,
  target: string,
): RouteMatch<LiveRoute> | Refusal {
  if (!snapshot) return refusals.notConfigured;
  const parsed = parseRequestTarget(target);
  if (!parsed) return refusals.routeNotFound;
  const match = snapshot.routes.match(parsed.authority ?? host, parsed.path);
  return match ?? refusals.routeNotFound;
}

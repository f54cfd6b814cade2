import { LiveRevision, LiveRoute } from './types';

/** The revision for this request by the weights of the route, or undefined if all weights are 0. */
export function chooseTarget(route: LiveRoute): LiveRevision | undefined {
  const index = route.split.next();
  return index < 0 ? undefined : route.targets[index];
}

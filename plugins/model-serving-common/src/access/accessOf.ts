import { annotations, VISIBILITY_LABEL } from '../constants';
import { isExposed, RouteProfile } from '../openDataHub';
import { InferenceService } from '../resources';
import { ClusterSettings } from '../settings';

/** Hosts that only this machine reaches (RFC 6761, loopback addresses). */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Who may call a service: everybody, those with a token, or those inside the cluster.
 * @public
 */
export type ServiceAccess = 'open' | 'token' | 'internal';

/** Whether only this machine reaches a host. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * Whether others than programs of its machine reach a cluster's gateway.
 * @public
 */
export function isReachable({
  gatewayUrl,
}: Pick<ClusterSettings, 'gatewayUrl'>): boolean {
  if (!gatewayUrl || !URL.canParse(gatewayUrl)) return false;
  return !isLoopback(new URL(gatewayUrl).hostname);
}

/**
 * Who may call a service. `security.opendatahub.io/enable-auth` says so; where it does not, a route that others than
 * this machine reach, or that is exposed on purpose, needs a token. `cluster-local` alone keeps nobody out of a gateway
 * that can be reached: there it needs a token, too.
 * Open Data Hub asks for one only where the annotation is `true`, and lets nobody in from outside without its label.
 * Source: screens.md §3.1 (External route, Require token), §16.1, §16.2; dataplane.md §8.2.
 * @param isReached - see {@link isReachable}
 * @param profile - whose reading counts, see {@link routeProfileOf}
 * @public
 */
export function accessOf(
  service: Pick<InferenceService, 'metadata'>,
  isReached: boolean,
  profile: RouteProfile = 'kserve',
): ServiceAccess {
  const { annotations: notes, labels } = service.metadata;
  const auth = notes?.[annotations.enableAuth];
  if (profile === 'odh') {
    if (auth === 'true') return 'token';
    return isExposed(service, profile) ? 'open' : 'internal';
  }
  const visibility = labels?.[VISIBILITY_LABEL];
  if (auth === 'true') return 'token';
  if (auth !== 'false' && (isReached || visibility === 'exposed'))
    return 'token';
  return visibility === 'cluster-local' ? 'internal' : 'open';
}

/**
 * Who may call what a cluster serves without a gateway of ours. KServe itself does nothing with `enable-auth`: only where Open
 * Data Hub is, a program of the cluster's asks for a token. What else a cluster may have in front is not known: nothing is
 * said to be guarded that may not be. Source: screens.md §16.1.
 * @param profile - whose reading counts, see {@link routeProfileOf}
 * @public
 */
export function accessWithoutGateway(
  {
    metadata: { annotations: notes, labels },
  }: Pick<InferenceService, 'metadata'>,
  profile: RouteProfile = 'kserve',
): ServiceAccess {
  if (profile === 'odh' && notes?.[annotations.enableAuth] === 'true')
    return 'token';
  return labels?.[VISIBILITY_LABEL] === 'cluster-local' ? 'internal' : 'open';
}

/**
 * Whether a change, or a new service, takes away the need for a token: that is a right of its own. A service that only
 * this machine reaches begins without one, unless it says so itself. Open Data Hub hides what does not ask for a route: only
 * a route that everybody may call, or a token that is not asked for any more, takes the right there.
 * @param before - undefined: it is new
 * @param profile - whose reading counts, see {@link routeProfileOf}
 * @public
 */
export function opensRoute(
  after: InferenceService,
  before: InferenceService | undefined,
  isReached: boolean,
  profile: RouteProfile = 'kserve',
): boolean {
  const access = accessOf(after, isReached, profile);
  if (access === 'token') return false;
  const former = before && accessOf(before, isReached, profile);
  if (profile === 'odh') {
    return former === 'token' || (access === 'open' && former !== 'open');
  }
  if (before) return former === 'token';
  return after.metadata.annotations?.[annotations.enableAuth] === 'false';
}

import { annotations, VISIBILITY_LABEL } from '../constants';
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
 * Source: screens.md §3.1 (External route, Require token), §16.1; dataplane.md §8.2.
 * @param isReached - see {@link isReachable}
 * @public
 */
export function accessOf(
  {
    metadata: { annotations: notes, labels },
  }: Pick<InferenceService, 'metadata'>,
  isReached: boolean,
): ServiceAccess {
  const auth = notes?.[annotations.enableAuth];
  const visibility = labels?.[VISIBILITY_LABEL];
  if (auth === 'true') return 'token';
  if (auth !== 'false' && (isReached || visibility === 'exposed'))
    return 'token';
  return visibility === 'cluster-local' ? 'internal' : 'open';
}

/**
 * Whether a change, or a new service, takes away the need for a token: that is a right of its own. A service that only
 * this machine reaches begins without one, unless it says so itself.
 * @param before - undefined: it is new
 * @public
 */
export function opensRoute(
  after: InferenceService,
  before: InferenceService | undefined,
  isReached: boolean,
): boolean {
  if (accessOf(after, isReached) === 'token') return false;
  if (before) return accessOf(before, isReached) === 'token';
  return after.metadata.annotations?.[annotations.enableAuth] === 'false';
}

import { NotAllowedError } from '@backstage/errors';
import type { KubeClient } from '../client';
import type { GatewaySettings } from '../config';
import { describeMissing, missingRights } from './missingRights';
import {
  namesOfReleases,
  requiredRights,
  Right,
  RightsScope,
  roles,
} from './requiredRights';

/**
 * Goes on only with all the rights that the portal needs on a cluster: with half of them it would leave half of a
 * deployment behind.
 * @throws NotAllowedError that says what is missing and whom to ask for what
 */
export async function demandRights(
  client: Pick<KubeClient, 'json'>,
  namespaces: readonly string[],
  gateway: GatewaySettings,
  scope: RightsScope = {},
): Promise<void> {
  const missing = await missingRights(
    client,
    requiredRights(namespaces, gateway, scope),
  );
  demandGranted(missing, scope);
}

/** @throws NotAllowedError that says what is missing and whom to ask for what, if anything is */
export function demandGranted(
  missing: readonly Right[],
  scope: RightsScope = {},
): void {
  if (missing.length === 0) return;
  throw new NotAllowedError(
    `the portal's account may not do what it needs on the cluster: ${describeMissing(
      missing,
    )}. Ask who runs the cluster to bind the role '${
      roles.project
    }' in each project's namespace and '${roles.gateway}' in the gateway's${
      scope.watchesCluster ? `, and '${roles.watch}' in the whole cluster` : ''
    } (deploy/kustomize/portal-access; ${namesOfReleases})`,
  );
}

import type { ClusterExamination } from '@greenroom/backstage-plugin-model-serving-common';
import type { KubeClient } from '../client';
import type { GatewaySettings } from '../config';
import { accountOf } from './accountOf';
import { missingRights } from './missingRights';
import { missingRightViews } from './missingRightViews';
import { optionalRights, requiredRights, RightsScope } from './requiredRights';

/** Asks the API server for each right that the portal needs, and for those that it can do without. */
export async function examineRights(
  client: Pick<KubeClient, 'json'>,
  options: RightsScope & {
    readonly namespaces: readonly string[];
    readonly gateway: GatewaySettings;
  },
): Promise<NonNullable<ClusterExamination['rights']>> {
  const { namespaces, gateway } = options;
  const required = requiredRights(namespaces, gateway, options);
  const rights = [
    ...required.map(right => ({ ...right, isOptional: false })),
    ...optionalRights().map(right => ({ ...right, isOptional: true })),
  ];
  const account = await accountOf(client);
  const missing = await missingRights(client, rights);
  const views = missingRightViews(missing, {
    gatewayNamespace: gateway.namespace,
    ...(account ? { account } : {}),
  });
  return {
    ...(account ? { account } : {}),
    checked: rights.length,
    missing: views,
  };
}

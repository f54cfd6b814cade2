import type {
  ClusterExamination,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { KubeClient, ResourceType } from '../client';
import type { GatewaySettings } from '../config';
import type { ExposureSettings } from '../objects';
import { accountOf } from './accountOf';
import { missingRights } from './missingRights';
import { GrantContext, missingRightViews } from './missingRightViews';
import {
  clusterRoleOf,
  definitionRight,
  hardwareProfileRights,
  optionalKServeRights,
  requiredKServeRights,
  takingRights,
} from './requiredKServeRights';
import {
  eventRights,
  exposureRights,
  optionalRights,
  requiredRights,
  Right,
  RightsScope,
  roles,
  scalerRights,
  usageRights,
} from './requiredRights';

/** Asks the API server for each right that the portal needs, and for those that it can do without. */
export async function examineRights(
  client: Pick<KubeClient, 'json'>,
  options: RightsScope & {
    readonly namespaces: readonly string[];
    readonly gateway: GatewaySettings;
    /** The kind of objects by which requests are let in. */
    readonly exposes?: ExposureSettings['kind'];
  },
): Promise<NonNullable<ClusterExamination['rights']>> {
  const { namespaces, gateway, exposes } = options;
  const required = requiredRights(namespaces, gateway, options);
  const optional = [
    ...scalerRights(namespaces),
    ...(exposes ? exposureRights(namespaces, exposes) : []),
    ...eventRights(namespaces, options),
    ...usageRights(namespaces, options),
    ...optionalRights(),
  ];
  const rights = [
    ...required.map(right => ({ ...right, isOptional: false })),
    ...optional.map(right => ({ ...right, isOptional: true })),
  ];
  return viewRights(client, rights, { gatewayNamespace: gateway.namespace });
}

/** The same on a cluster with KServe. */
export async function examineKServeRights(
  client: Pick<KubeClient, 'json'>,
  options: RightsScope & {
    readonly namespaces: readonly string[];
    /** Those that the cluster has definitions of. */
    readonly kinds: ReadonlyMap<ServingKind, ResourceType>;
    /** Where hardware profiles lie that are for all projects. Absent: the cluster knows no profiles. */
    readonly sharedProfiles?: string;
  },
): Promise<NonNullable<ClusterExamination['rights']>> {
  const { namespaces, kinds, sharedProfiles, watchesCluster } = options;
  const watched = watchesCluster ? ['', ...namespaces] : namespaces;
  const optional = [...kinds.keys()].flatMap(kind =>
    optionalKServeRights(kind, watched, kinds),
  );
  const rights = [
    ...requiredKServeRights(namespaces, kinds, options).map(right => ({
      ...right,
      isOptional: false,
    })),
    ...[
      ...optional,
      ...takingRights(namespaces),
      definitionRight,
      ...(sharedProfiles === undefined
        ? []
        : hardwareProfileRights(namespaces, sharedProfiles)),
      ...usageRights(namespaces, options),
      ...optionalRights(),
    ].map(right => ({ ...right, isOptional: true })),
  ];
  return viewRights(client, rights, {
    projectRole: roles.kserveProject,
    clusterRoleOf,
    ...(sharedProfiles && !namespaces.includes(sharedProfiles)
      ? { sharedProfiles }
      : {}),
  });
}

async function viewRights(
  client: Pick<KubeClient, 'json'>,
  rights: readonly (Right & { readonly isOptional: boolean })[],
  context: Omit<GrantContext, 'account'>,
): Promise<NonNullable<ClusterExamination['rights']>> {
  const account = await accountOf(client);
  const missing = await missingRights(client, rights);
  const views = missingRightViews(missing, {
    ...context,
    ...(account ? { account } : {}),
  });
  return {
    ...(account ? { account } : {}),
    checked: rights.length,
    missing: views,
  };
}

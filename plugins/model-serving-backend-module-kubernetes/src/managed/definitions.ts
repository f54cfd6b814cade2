import {
  ServingKind,
  servingKinds,
  SERVING_GROUP,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isNotFound, KubeClient, ResourceType } from '../client';

const PROFILE_GROUP = 'infrastructure.opendatahub.io';
const PROFILES = 'hardwareprofiles';

/** An API group that the cluster serves, with its newest version first. */
export interface ServedGroup {
  readonly name: string;
  readonly versions: readonly string[];
}

/** What stands beside KServe on a cluster: found by the API groups that it serves. */
export interface ClusterParts {
  readonly knative: boolean;
  readonly keda: boolean;
  readonly gatewayApi: boolean;
  /** Open Data Hub or OpenShift AI: its own webhooks read connections and hardware profiles. */
  readonly openDataHub: boolean;
  /** As which it has hardware profiles. Absent: nothing defines them. */
  readonly hardwareProfiles?: ResourceType;
}

interface GroupList {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly version: string }[];
  }[];
}

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
  }[];
}

/** All API groups of a cluster. Everybody who is known to it may ask. */
export async function servedGroups(
  client: Pick<KubeClient, 'json'>,
): Promise<readonly ServedGroup[]> {
  const { groups } = await client.json<GroupList>('/apis');
  return groups.map(({ name, versions }) => ({
    name,
    versions: versions.map(({ version }) => version),
  }));
}

/** What the groups tell of programs beside KServe. */
export function partsOf(groups: readonly ServedGroup[]): ClusterParts {
  const has = (...names: readonly string[]) =>
    groups.some(({ name }) => names.includes(name));
  return {
    knative: has('serving.knative.dev'),
    keda: has('keda.sh'),
    gatewayApi: has('gateway.networking.k8s.io'),
    openDataHub: has(
      'opendatahub.io',
      PROFILE_GROUP,
      'datasciencecluster.opendatahub.io',
    ),
  };
}

/** As which a cluster has Open Data Hub's hardware profiles; only one that has their group is asked. */
export async function servedHardwareProfiles(
  client: Pick<KubeClient, 'json'>,
  groups: readonly ServedGroup[],
): Promise<ResourceType | undefined> {
  const group = groups.find(({ name }) => name === PROFILE_GROUP);
  for (const version of group?.versions ?? []) {
    const apiVersion = `${PROFILE_GROUP}/${version}`;
    const served = await resourcesOf(client, apiVersion);
    const type = served.find(({ name }) => name === PROFILES);
    if (type) return { apiVersion, kind: type.kind, plural: PROFILES };
  }
  return undefined;
}

/**
 * Where the cluster has KServe's kinds: of each the first version of ours that it serves. Kinds without a definition are
 * left out.
 */
export async function servedKinds(
  client: Pick<KubeClient, 'json'>,
  groups: readonly ServedGroup[],
): Promise<ReadonlyMap<ServingKind, ResourceType>> {
  const group = groups.find(({ name }) => name === SERVING_GROUP);
  const served = new Map<string, ResourceType>();
  for (const version of group?.versions ?? []) {
    const apiVersion = `${SERVING_GROUP}/${version}`;
    for (const { name, kind } of await resourcesOf(client, apiVersion)) {
      if (name.includes('/')) continue;
      served.set(`${apiVersion} ${kind}`, { apiVersion, kind, plural: name });
    }
  }
  const kinds = new Map<ServingKind, ResourceType>();
  for (const kind of Object.keys(servingKinds) as ServingKind[]) {
    const type = servingKinds[kind].apiVersions
      .map(apiVersion => served.get(`${apiVersion} ${kind}`))
      .find(found => found !== undefined);
    if (type) kinds.set(kind, type);
  }
  return kinds;
}

async function resourcesOf(
  client: Pick<KubeClient, 'json'>,
  apiVersion: string,
): Promise<ResourceList['resources']> {
  try {
    const list = await client.json<ResourceList>(`/apis/${apiVersion}`);
    return list.resources;
  } catch (error) {
    // A definition that is being removed is in the list of groups a moment longer.
    if (isNotFound(error)) return [];
    throw error;
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '@backstage/config';
import { ClusterExaminer, ClusterSize } from '../capabilities';
import { KubeClient } from '../client';
import { kubeConfigOf, readKubernetesConfig } from '../config';
import { examineKServeRights } from '../rights';
import { demandVersion, managedNeeds } from '../version';
import { capabilitiesOf } from './capabilitiesOf';
import {
  servedGroups,
  servedHardwareProfiles,
  servedKinds,
} from './definitions';
import { demandKServe } from './demandKServe';
import { KServeDriver } from './KServeDriver';
import { ServerConfigReader } from './ServerConfigReader';

/**
 * The driver of one cluster with KServe, as the configuration says.
 *
 * @param version - of this package
 * @throws InputError naming the key of the configuration that cannot be used; Error if a kubeconfig cannot be read
 */
export function createKServeDriver(
  root: Config,
  cluster: string,
  version: string,
): KServeDriver {
  const config = readKubernetesConfig(root, cluster, version);
  const { namespaces, kserveNamespace, maxReplicas, watchesCluster } = config;
  const { impersonate } = config;
  const readAccess = () => kubeConfigOf(config.access);
  const client = KubeClient.create(readAccess(), readAccess);
  const now = () => Date.now();
  const size = new ClusterSize(client, now);
  const reader = new ServerConfigReader({
    client,
    namespace: kserveNamespace,
    now,
  });
  const examiner = new ClusterExaminer({
    client,
    served: { autoscalerClasses: [], byKServe: true },
    kserveNamespace,
    rights: async () => {
      const groups = await servedGroups(client);
      const kinds = await servedKinds(client, groups);
      const hasProfiles = await servedHardwareProfiles(client, groups);
      return examineKServeRights(client, {
        namespaces,
        kinds,
        watchesCluster,
        ...(hasProfiles ? { sharedProfiles: kserveNamespace } : {}),
      });
    },
    now,
  });
  return KServeDriver.create({
    client,
    scope: watchesCluster ? 'cluster' : namespaces,
    namespaces,
    // KServe runs beside Open Data Hub's dashboard, whose profiles are for all
    sharedNamespace: kserveNamespace,
    demand: async logger => {
      await demandVersion(client, managedNeeds);
      return demandKServe(client, logger, { watchesCluster });
    },
    examine: () => examiner.examine(),
    config: (logger, parts) => reader.config(logger, parts),
    capabilities: async (logger, parts, { externalRoutes }) => ({
      ...(await size.size(logger)),
      ...capabilitiesOf(parts),
      externalRoutes,
      maxReplicas,
    }),
    ...(impersonate ? { impersonate } : {}),
    now,
    sleep: (ms, signal) => delay(ms, undefined, { signal }),
    random: Math.random,
  });
}

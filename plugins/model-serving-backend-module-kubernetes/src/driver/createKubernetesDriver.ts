import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '@backstage/config';
import {
  ClusterAutoscalers,
  ClusterExaminer,
  ClusterSize,
  SERVED_CLASSES,
} from '../capabilities';
import { KubeClient } from '../client';
import { kubeConfigOf, readKubernetesConfig } from '../config';
import { GatewayPods } from '../gateway';
import type { ExposureSettings } from '../objects';
import {
  demandRights,
  examineRights,
  exposureRights,
  ProjectRights,
  requiredRights,
} from '../rights';
import { builtinRuntimes } from '../runtimes';
import { demandVersion, nativeNeeds } from '../version';
import { KubernetesDriver, KubernetesDriverOptions } from './KubernetesDriver';

/** What our storage initializer fetches, and what a pod mounts by itself. */
const SCHEMES = ['s3', 'gs', 'https', 'http', 'hf', 'oci', 'pvc'];
/** How long callers wait for a gateway. */
const GATEWAY_WAIT_MS = 5_000;

/**
 * The driver of one cluster, as the configuration says.
 *
 * @param version - of this package
 * @throws InputError naming the key of the configuration that cannot be used; Error if a kubeconfig cannot be read
 */
export function createKubernetesDriver(
  root: Config,
  cluster: string,
  version: string,
): KubernetesDriver {
  const config = readKubernetesConfig(root, cluster, version);
  const { namespaces, gateway, exposure, maxReplicas, watchesCluster } = config;
  const readAccess = () => kubeConfigOf(config.access);
  const client = KubeClient.create(readAccess(), readAccess);
  const now = () => Date.now();
  const sleep = (ms: number, signal: AbortSignal) =>
    delay(ms, undefined, { signal });
  const rights = new ProjectRights(client, namespace =>
    requiredRights([namespace], gateway),
  );
  const autoscalers = new ClusterAutoscalers(client, now);
  const size = new ClusterSize(client, now);
  const examiner = new ClusterExaminer({
    client,
    served: {
      autoscalerClasses: SERVED_CLASSES,
      byKServe: false,
      ...(gateway.url ? { gatewayUrl: gateway.url } : {}),
    },
    kserveNamespace: config.kserveNamespace,
    rights: () =>
      examineRights(client, {
        namespaces,
        gateway,
        watchesCluster,
        ...(exposure ? { exposes: exposure.kind } : {}),
      }),
    now,
  });
  return KubernetesDriver.create({
    client,
    pods: config.pods,
    scope: watchesCluster ? 'cluster' : namespaces,
    namespaces,
    demand: async () => {
      await demandVersion(client, nativeNeeds(config.pods.drainSeconds));
      await demandRights(client, [], gateway, { watchesCluster });
    },
    demandIn: namespace => rights.demand(namespace),
    examine: () => examiner.examine(),
    ...(exposure ? { exposure: exposureOf(exposure, client) } : {}),
    capabilities: async logger => ({
      ...(await size.size(logger)),
      storageSchemes: SCHEMES,
      ...(await autoscalers.find()),
      scaleToZero: true,
      externalRoutes: gateway.url !== undefined || exposure !== undefined,
      ...(exposure
        ? {
            ingress: {
              isRouted: true,
              ...(config.domain ? { domain: config.domain } : {}),
              ...(config.urlScheme ? { urlScheme: config.urlScheme } : {}),
            },
          }
        : {}),
      maxReplicas,
    }),
    runtimes: [
      ...builtinRuntimes(config.modelServer, version),
      ...config.runtimes,
    ],
    openGateways: listener =>
      GatewayPods.start({
        client,
        settings: gateway,
        listener: { ...listener, onChange: () => {}, onGone: () => {} },
        waitMs: GATEWAY_WAIT_MS,
        sleep,
        random: Math.random,
      }),
    now,
    sleep,
    random: Math.random,
  });
}

function exposureOf(
  settings: ExposureSettings,
  client: KubeClient,
): KubernetesDriverOptions['exposure'] {
  const rights = new ProjectRights(client, namespace =>
    exposureRights([namespace], settings.kind),
  );
  return { settings, demandIn: namespace => rights.demand(namespace) };
}

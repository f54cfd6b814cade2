/**
 * The portal that is measured: the control plane with the driver for Kubernetes, on clusters in memory or on a real one.
 *
 * Usage: portal.ts '{"folder", "clusters": [{"name", "driver", "kubernetes"}]}', with an IPC channel; without clusters it prepares a
 * real one (GREENROOM_TEST_KUBECONFIG and so on) and takes that. Sends { url, authorization, namespace, gatewayUrl }, answers
 * anything with { answer: { writes, pods } }: what it wrote to the real cluster since, and the addresses of pods there.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import modelServingPlugin from '@greenroom/backstage-plugin-model-serving-backend';
import kubernetesModule from '@greenroom/backstage-plugin-model-serving-backend-module-kubernetes';
import { imageOf } from '../../src/flows/__testUtils__/kubectl';
import { KubernetesBed } from '../../src/flows/__testUtils__/KubernetesBed';
import { authorization } from '../../src/flows/__testUtils__/people';
import { ClusterDoor } from './ClusterDoor';

interface ClusterEntry {
  readonly name: string;
  /** Absent: plain Kubernetes. */
  readonly driver?: 'kserve';
  readonly kubernetes: object;
}

interface Options {
  /** Where it writes. */
  readonly folder: string;
  readonly namespaces?: readonly string[];
  readonly clusters?: readonly ClusterEntry[];
}

/** What a cluster is for this benchmark, and the way to leave it as it was. */
interface Place {
  readonly clusters: readonly ClusterEntry[];
  readonly namespaces: readonly string[];
  readonly gatewayUrl?: string;
  readonly image?: string;
  /** When the portal runs. */
  ready(): Promise<void>;
  look(): Promise<object>;
  close(): Promise<void>;
}

async function realCluster(): Promise<Place> {
  const bed = await KubernetesBed.create();
  const { url, caData, ...access } = bed.config as {
    readonly url: string;
    readonly caData: string;
  };
  const door = await ClusterDoor.open(url, caData);
  return {
    clusters: [
      {
        name: 'kube',
        kubernetes: { ...access, url: door.url, skipTLSVerify: true },
      },
    ],
    namespaces: [bed.namespace],
    gatewayUrl: bed.gatewayUrl,
    image: imageOf('test-replica'),
    ready: () => bed.gatewaysReady(),
    look: async () => ({
      writes: door.takeWrites(),
      pods: (await bed.objects('pods')).map(({ metadata, status }) => ({
        name: metadata.name,
        ip: status.podIP,
      })),
    }),
    close: async () => {
      await door.close();
      await bed.close();
    },
  };
}

function clustersInMemory({ clusters = [], namespaces = [] }: Options): Place {
  return {
    clusters,
    namespaces,
    ready: async () => {},
    look: async () => ({}),
    close: async () => {},
  };
}

async function main(options: Options): Promise<void> {
  const place = options.clusters
    ? clustersInMemory(options)
    : await realCluster();
  let stopping: Promise<void> | undefined;
  let backend: Awaited<ReturnType<typeof startTestBackend>> | undefined;
  const stop = async () => {
    await backend?.stop();
    await place.close();
  };
  process.on('disconnect', () => {
    stopping ??= stop().finally(() => process.exit());
  });
  try {
    backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({
          data: {
            backend: {
              baseUrl: 'http://localhost',
              database: {
                client: 'better-sqlite3',
                connection: { directory: join(options.folder, 'db') },
              },
            },
            modelServing: {
              namespaces: [...place.namespaces],
              clusters: place.clusters.map(cluster => ({
                driver: 'kubernetes',
                ...cluster,
              })),
              secretKeys: [
                { id: 'bench', key: randomBytes(32).toString('base64') },
              ],
            },
          },
        }),
        eventsServiceFactory,
        mockServices.permissions.factory({ result: AuthorizeResult.ALLOW }),
        modelServingPlugin,
        kubernetesModule,
      ],
    });
    await place.ready();
  } catch (error) {
    await stop();
    throw error;
  }
  process.on('message', () => {
    place
      .look()
      .then(answer =>
        process.send?.({
          answer: { ...answer, rssBytes: process.memoryUsage.rss() },
        }),
      )
      .catch(error => process.send?.({ answer: { error: String(error) } }));
  });
  process.send?.({
    url: `http://localhost:${backend.server.port()}/api/model-serving`,
    authorization: authorization('alice'),
    namespaces: place.namespaces,
    gatewayUrl: place.gatewayUrl,
    image: place.image,
  });
}

main(JSON.parse(process.argv[2])).catch(error => {
  console.error(error);
  process.exit(1);
});

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeConfig, type V1Pod } from '@kubernetes/client-node';
import { mockServices } from '@backstage/backend-test-utils';
import type { ReplicaFacts } from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import {
  createObject,
  deleteObject,
  KubeClient,
  pathOf,
  readObject,
  resourceTypes,
} from '../client';
import { KubernetesDriver, KubernetesDriverOptions } from '../driver';

/** Image of `__fixtures__/replica.js`. */
const IMAGE = imageOf('test-replica');
/** A cluster for tests: `scripts/lib/kubernetes.mjs` says what the variables mean. */
const KUBECONFIG = process.env.GREENROOM_TEST_KUBECONFIG;
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces' };

/** Without a cluster this is counted as skipped, which CI takes for a failure. */
export const onCluster = KUBECONFIG === undefined ? describe.skip : describe;

/** A namespace of a real cluster, and drivers on it; all of it goes afterwards. */
export class ClusterTestBed {
  readonly namespace = `test-${randomBytes(4).toString('hex')}`;
  readonly client: KubeClient;
  readonly config: KubeConfig;
  readonly #drivers: KubernetesDriver[] = [];
  #isEnding = false;
  values: Record<string, string> = {};

  private constructor(config: KubeConfig) {
    this.config = config;
    this.client = KubeClient.create(config);
  }

  /** @param labels - of the namespace */
  static async create(
    labels: Readonly<Record<string, string>> = {},
  ): Promise<ClusterTestBed> {
    const config = new KubeConfig();
    config.loadFromFile(KUBECONFIG ?? '');
    const bed = new ClusterTestBed(config);
    await bed.client.json(pathOf(NAMESPACE), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: bed.namespace, labels },
      }),
    });
    return bed;
  }

  /** How it is reached by somebody who does not know the cluster's certificate authority. */
  untrustedKubeConfig(): KubeConfig {
    const config = new KubeConfig();
    config.loadFromFile(KUBECONFIG ?? '');
    const known = config.getCurrentCluster();
    config.clusters = known ? [{ ...known, caData: undefined }] : [];
    return config;
  }

  /**
   * @param portal - whose it is
   * @param change - of what the driver is made of; `config`: whom it acts as, else the tests; `initializer`: the image that
   * brings models
   */
  async started(
    portal?: string,
    {
      config = this.config,
      initializer = 'storage-initializer',
      ...change
    }: Partial<KubernetesDriverOptions> & {
      readonly config?: KubeConfig;
      readonly initializer?: string;
    } = {},
  ): Promise<KubernetesDriver> {
    const driver = KubernetesDriver.create({
      client: KubeClient.create(config),
      pods: {
        storageInitializer: { image: imageOf(initializer) },
        drainSeconds: 0,
        gatewayHost: 'greenroom-gateway.greenroom.svc',
      },
      scope: [this.namespace],
      namespaces: [this.namespace],
      demand: async () => {},
      demandIn: async () => {},
      capabilities: async () => {
        throw new Error('not asked for');
      },
      examine: async () => {
        throw new Error('not asked for');
      },
      runtimes: [],
      openGateways: async () => ({
        addresses: async () => [],
        close: async () => {},
      }),
      now: () => Date.now(),
      sleep: (ms, signal) => delay(ms, undefined, { signal }),
      random: Math.random,
      ...change,
    });
    this.#drivers.push(driver);
    await driver.start({
      cluster: 'test',
      logger: mockServices.logger.mock(),
      credentials: async () => ({ type: 's3', values: this.values }),
      ...(portal ? { portal: async () => portal } : {}),
    });
    return driver;
  }

  revision(name: string, behavior = ''): RevisionSpec {
    return {
      key: `${this.namespace}/${name}-predictor-00001`,
      name: `${name}-predictor-00001`,
      service: { cluster: 'test', namespace: this.namespace, name },
      serviceUid: `uid-of-${name}`,
      component: 'predictor',
      pod: {
        labels: {},
        annotations: {},
        spec: {
          terminationGracePeriodSeconds: 2,
          containers: [
            {
              name: 'kserve-container',
              image: IMAGE,
              env: [{ name: 'BEHAVIOR', value: behavior }],
              ports: [{ containerPort: 8080 }],
              resources: { requests: { cpu: '10m', memory: '32Mi' } },
              readinessProbe: {
                httpGet: { path: '/ready', port: 8080 },
                periodSeconds: 1,
              },
            },
          ],
        },
      },
      modelName: name,
      protocol: 'v2',
    };
  }

  /** Ends the server in a replica. */
  async crash({ id }: ReplicaFacts): Promise<void> {
    const path = pathOf(resourceTypes.Pod, {
      namespace: this.namespace,
      name: `${id}:8080`,
    });
    const answer = await this.client.send(`${path}/proxy/die`);
    answer.resume();
  }

  async isAlive({ id }: ReplicaFacts): Promise<boolean> {
    const at = { namespace: this.namespace, name: id };
    return (await readObject(this.client, resourceTypes.Pod, at)) !== undefined;
  }

  /** Runs the replica's program in the network of a node, beside everything else. */
  async runOnNode(name: string, behavior: string): Promise<void> {
    const { containers = [] } = this.revision(name, behavior).pod.spec;
    const [{ image, env }] = containers;
    await createObject(this.client, resourceTypes.Pod, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: this.namespace },
      spec: {
        hostNetwork: true,
        terminationGracePeriodSeconds: 1,
        containers: [{ name, image, env }],
      },
    } as V1Pod);
  }

  /** Takes a pod away, at once. */
  async deletePod(name: string): Promise<void> {
    const path = pathOf(resourceTypes.Pod, { namespace: this.namespace, name });
    await this.client.json(`${path}?gracePeriodSeconds=0`, {
      method: 'DELETE',
    });
  }

  /** Its namespace goes; who has a finalizer there keeps it. */
  async endNamespace(): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    await deleteObject(this.client, NAMESPACE, {
      namespace: '',
      name: this.namespace,
    });
  }

  async close(): Promise<void> {
    for (const driver of this.#drivers) await driver.shutdown();
    await this.endNamespace();
    this.client.close();
  }
}

/** One of the images that were made of this tree. */
function imageOf(name: string): string {
  return `${process.env.GREENROOM_TEST_IMAGES}/${name}:test`;
}

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { NotFoundError } from '@backstage/errors';
import { mockServices } from '@backstage/backend-test-utils';
import type { ManagedObjectRef } from '@greenroom/backstage-plugin-model-serving-node';
import {
  deleteObject,
  KubeClient,
  mergeObject,
  pathOf,
  ResourceType,
} from '../client';
import { demandKServe, KServeDriver } from '../managed';
import type { ClusterParts } from '../managed/definitions';
import type { KServeDriverOptions } from '../managed/KServeDriver';
import { readServerConfig } from '../managed/serverConfig';
import { Relay } from './Relay';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces' };
const PLURALS: Readonly<Record<string, string>> = {
  InferenceService: 'inferenceservices',
  ServingRuntime: 'servingruntimes',
  InferenceGraph: 'inferencegraphs',
};
/** Of the connection `bucket`; there is no other. */
const BUCKET = {
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'key',
  AWS_S3_ENDPOINT: 'https://s3.example',
  AWS_S3_BUCKET: 'models',
};
/** As which the side of everybody else writes. */
const OTHER = 'kubectl-edit';

/** A namespace of a real cluster with KServe's definitions, drivers on it, and a way to cut them off. */
export class KServeTestBed {
  readonly namespace = `test-${randomBytes(4).toString('hex')}`;
  /** Connections that drivers said that they give to projects. */
  readonly given: string[] = [];
  /** Not cut off with the drivers. */
  readonly client: KubeClient;
  /** As whom the side of everybody else acts. */
  readonly config: KubeConfig;
  readonly #drivers: KServeDriver[] = [];
  readonly #relay: Relay;

  private constructor(config: KubeConfig, relay: Relay) {
    this.config = config;
    this.#relay = relay;
    this.client = KubeClient.create(config);
  }

  static async create(): Promise<KServeTestBed> {
    const config = new KubeConfig();
    config.loadFromFile(process.env.GREENROOM_TEST_KUBECONFIG ?? '');
    const relay = await Relay.open(new URL(config.getCurrentCluster()!.server));
    const bed = new KServeTestBed(config, relay);
    await bed.client.json(pathOf(NAMESPACE), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: bed.namespace },
      }),
    });
    return bed;
  }

  /**
   * @param config - as whom; default: who may do everything
   * @param beside - what the cluster is taken to have beside what it has
   * @param others - namespaces that are projects too
   */
  async started(
    config: KubeConfig = this.config,
    beside: Partial<ClusterParts> = {},
    impersonate?: KServeDriverOptions['impersonate'],
    others: readonly string[] = [],
  ): Promise<KServeDriver> {
    const client = KubeClient.create(this.#relay.configOf(config));
    const driver = KServeDriver.create({
      client,
      scope: [this.namespace, ...others],
      namespaces: [this.namespace, ...others],
      sharedNamespace: 'default',
      demand: async logger => {
        const found = await demandKServe(client, logger);
        return { ...found, parts: { ...found.parts, ...beside } };
      },
      examine: async () => {
        throw new Error('not asked for');
      },
      config: async (_logger, parts) => readServerConfig(undefined, parts),
      capabilities: async () => ({
        storageSchemes: [],
        autoscalerClasses: [],
        scaleToZero: false,
        externalRoutes: true,
        accelerators: [],
        capacity: { cpuCores: 1, memoryBytes: 1 },
        maxReplicas: 100,
      }),
      ...(impersonate ? { impersonate } : {}),
      now: () => Date.now(),
      sleep: (ms, signal) => delay(ms, undefined, { signal }),
      random: Math.random,
    });
    this.#drivers.push(driver);
    await driver.start({
      cluster: 'test',
      logger: mockServices.logger.mock(),
      credentials: async ({ name }) => {
        if (name !== 'bucket') throw new NotFoundError(name);
        return {
          type: 's3',
          values: BUCKET,
          annotations: { 'openshift.io/display-name': 'My bucket' },
        };
      },
      portal: async () => 'test',
      giving: async ({ namespace, name }) => {
        this.given.push(`${namespace}/${name}`);
      },
    });
    return driver;
  }

  /** Changes an object as another tool does. */
  async edit(ref: ManagedObjectRef, patch: object): Promise<void> {
    await this.#merge(ref, patch, `?fieldManager=${OTHER}`);
  }

  /** Replaces what is given of an object's status, as a controller does. */
  async report(ref: ManagedObjectRef, status: object): Promise<void> {
    await this.#merge(ref, { status }, '/status?fieldManager=controller');
  }

  /** Cuts off all drivers; resolves with the way to mend it. */
  async sever(): Promise<() => Promise<void>> {
    this.#relay.cut();
    return async () => this.#relay.mend();
  }

  async close(): Promise<void> {
    for (const driver of this.#drivers) await driver.shutdown();
    await deleteObject(this.client, NAMESPACE, { name: this.namespace });
    this.client.close();
    await this.#relay.close();
  }

  async #merge(
    { kind, namespace = '', name }: ManagedObjectRef,
    patch: object,
    path: string,
  ): Promise<void> {
    const type: ResourceType = {
      apiVersion:
        kind === 'InferenceService'
          ? 'serving.kserve.io/v1beta1'
          : 'serving.kserve.io/v1alpha1',
      kind,
      plural: PLURALS[kind],
    };
    await mergeObject(this.client, type, { namespace, name }, patch, path);
  }
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import scaffolderEntityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import catalogModule from '@greenroom/backstage-plugin-catalog-backend-module-model-serving';
import modelServingPlugin from '@greenroom/backstage-plugin-model-serving-backend';
import kubernetesModule from '@greenroom/backstage-plugin-model-serving-backend-module-kubernetes';
import localModule from '@greenroom/backstage-plugin-model-serving-backend-module-local';
import type { ClusterView } from '@greenroom/backstage-plugin-model-serving-common';
import scaffolderModule from '@greenroom/backstage-plugin-scaffolder-backend-module-model-serving';
import { stringify } from 'yaml';
import { callApi } from './callApi';
import { freePort } from './freePort';
import { ownersPolicy } from './ownersPolicy';
import { authorization, organization, userInfo, type Person } from './people';
import { pluginTokens } from './pluginTokens';
import {
  type AllowedPrograms,
  developmentPrograms,
  ensurePrograms,
  ROOT,
} from './programs';
import { removalTemplate } from './removalTemplate';
import { SampleBucket } from './SampleBucket';
import { until } from './until';

/** Who decides: nobody, all is allowed; or a permission backend with a policy. */
export type Governance = 'allow-all' | 'owners';

/** A cluster of Kubernetes that is ready for a portal. */
export interface ClusterBed {
  readonly driver: 'kubernetes' | 'kserve';
  /** `modelServing.clusters[].kubernetes` */
  readonly config: object;
  /** An address of this machine that pods reach. */
  readonly host: string;
  /** What clients call. */
  readonly gatewayUrl: string;
  /** Of its only project. */
  readonly namespace: string;
}

/** An answer of one of the portal's APIs. */
export interface Answer {
  readonly status: number;
  // Tests look into it as they expect it to be
  readonly body: any;
}

/**
 * A whole portal without its pages: catalog, scaffolder, control plane and local cluster with real processes, a bucket
 * beside it, and a folder that outlives a restart.
 */
export class TestPortal {
  /** Holds databases, replicas and bucket. */
  readonly folder: string;
  readonly bucket: SampleBucket;
  readonly gatewayUrl: string;
  /** Name of its cluster, from the next start on. */
  cluster = 'local';
  /** Its only project. */
  readonly namespace: string;
  readonly #kubernetes: Pick<ClusterBed, 'driver' | 'config'> | undefined;
  /** Address of the gateway of `local`, where that is a cluster beside the portal's own. */
  readonly localGatewayUrl: string;
  /** On top of the rest of `modelServing.local`, from the next start on. */
  local: object;
  readonly #governance: Governance;
  readonly #programs: AllowedPrograms;
  readonly #storage: object;
  readonly #autoscaler: object;
  readonly #gatewayPort: number;
  readonly #secretKey = randomBytes(32).toString('base64');
  #backend: TestBackend | undefined;
  /** The backend that runs, or was the last to run, leaves its models running. */
  #keepsModels = false;

  private constructor(options: {
    readonly folder: string;
    readonly bucket: SampleBucket;
    readonly gatewayPort: number;
    readonly governance: Governance;
    readonly programs: AllowedPrograms;
    readonly storage: object;
    readonly local: object;
    readonly autoscaler: object;
    readonly kubernetes?: Pick<ClusterBed, 'driver' | 'config'>;
    readonly gatewayUrl?: string;
    readonly namespace?: string;
  }) {
    this.folder = options.folder;
    this.bucket = options.bucket;
    this.gatewayUrl =
      options.gatewayUrl ?? `http://localhost:${options.gatewayPort}`;
    this.namespace = options.namespace ?? 'demo';
    this.#kubernetes = options.kubernetes;
    this.#gatewayPort = options.gatewayPort;
    this.localGatewayUrl = `http://localhost:${options.gatewayPort}`;
    this.#governance = options.governance;
    this.#programs = options.programs;
    this.#storage = options.storage;
    this.local = options.local;
    this.#autoscaler = options.autoscaler;
  }

  /**
   * A portal that has started.
   * @param models - see {@link start}
   * @param programs - allowed beside those of the development portal
   * @param storage - `modelServing.local.storage`
   * @param local - on top of the rest of `modelServing.local`
   * @param autoscaler - `modelServing.autoscaler`
   */
  static async create(
    governance: Governance,
    models?: 'keep' | 'stop',
    programs: AllowedPrograms = {},
    storage: object = {},
    local: object = {},
    autoscaler: object = {},
  ): Promise<TestPortal> {
    ensurePrograms();
    const folder = await makeFolder();
    const portal = new TestPortal({
      folder,
      bucket: await SampleBucket.create(folder),
      gatewayPort: await freePort(),
      governance,
      programs,
      storage,
      local,
      autoscaler,
    });
    await portal.start(models);
    return portal;
  }

  /**
   * A portal whose own cluster is one of Kubernetes, with `local` beside it.
   * @param bed - the cluster, with its gateway and a project
   * @param autoscaler - `modelServing.autoscaler`
   */
  static async onKubernetes(
    bed: ClusterBed,
    autoscaler: object = {},
  ): Promise<TestPortal> {
    ensurePrograms();
    const folder = await makeFolder();
    const portal = new TestPortal({
      folder,
      bucket: await SampleBucket.create(folder, bed.host),
      gatewayPort: await freePort(),
      governance: 'allow-all',
      programs: {},
      storage: {},
      local: {},
      autoscaler,
      kubernetes: bed,
      gatewayUrl: bed.gatewayUrl,
      namespace: bed.namespace,
    });
    portal.cluster = 'kube';
    await portal.start('keep');
    return portal;
  }

  /** @param models - what becomes of them when this backend stops */
  async start(models: 'keep' | 'stop' = 'stop'): Promise<void> {
    this.#keepsModels = models === 'keep';
    this.#backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({ data: this.config(models) }),
        // The one of the test backend does not reach from plugin to plugin
        eventsServiceFactory,
        pluginTokens,
        userInfo,
        ...this.#permissionFeatures(),
        catalogPlugin,
        scaffolderEntityModel,
        catalogModule,
        scaffolderPlugin,
        scaffolderModule,
        modelServingPlugin,
        localModule,
        kubernetesModule,
      ],
    });
  }

  async stop(): Promise<void> {
    const backend = this.#backend;
    this.#backend = undefined;
    await backend?.stop();
  }

  /** Ends everything that any of its backends started. */
  async close(): Promise<void> {
    await this.stop();
    if (this.#keepsModels) {
      await this.start('stop');
      // A driver that takes its time to start could stop nothing yet
      await until('models of this machine can be stopped', () =>
        this.#seesMachine(),
      );
      await this.stop();
    }
    await this.bucket.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #seesMachine(): Promise<boolean> {
    const { body } = await this.call('alice', 'GET', 'model-serving/clusters');
    const own = this.#kubernetes ? 'local' : this.cluster;
    return body.items.some(
      ({ name, reachable }: ClusterView) => name === own && reachable,
    );
  }

  /** Calls a plugin: `call('alice', 'POST', 'model-serving/deployments', body)`. */
  call(
    as: Person,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    const port = this.#backend?.server.port();
    return callApi({
      url: `http://localhost:${port}/api/${path}`,
      authorization: authorization(as),
      method,
      body,
      headers,
    });
  }

  /** A file of a plugin's database. */
  databaseFile(plugin: string): string {
    return join(this.folder, 'db', `${plugin}.sqlite`);
  }

  #permissionFeatures() {
    return this.#governance === 'owners'
      ? [permissionPlugin, ownersPolicy]
      : [mockServices.permissions.factory({ result: AuthorizeResult.ALLOW })];
  }

  /** What it is started with, for a backend in its place. */
  config(onShutdown: 'keep' | 'stop') {
    return {
      backend: {
        baseUrl: 'http://localhost',
        database: {
          client: 'better-sqlite3',
          connection: { directory: join(this.folder, 'db') },
        },
        workingDirectory: this.folder,
      },
      permission: { enabled: this.#governance === 'owners' },
      catalog: {
        locations: [
          {
            type: 'file',
            target: join(this.folder, 'org.yaml'),
            rules: [{ allow: ['User', 'Group', 'Template'] }],
          },
          {
            type: 'file',
            target: resolve(ROOT, 'templates/all.yaml'),
            rules: [{ allow: ['Location', 'Template'] }],
          },
        ],
      },
      modelServing: {
        namespaces: [this.namespace],
        onShutdown,
        clusters: this.#kubernetes
          ? [
              {
                name: this.cluster,
                driver: this.#kubernetes.driver,
                kubernetes: this.#kubernetes.config,
              },
              { name: 'local', driver: 'local' },
            ]
          : [{ name: this.cluster, driver: 'local' }],
        autoscaler: this.#autoscaler,
        secretKeys: [{ id: 'test', key: this.#secretKey }],
        // All storages of tests are on this machine
        addresses: { allowHosts: [new URL(this.bucket.url).hostname] },
        local: {
          dataDir: join(this.folder, 'local'),
          gateway: { port: this.#gatewayPort, workers: 1 },
          programs: { ...developmentPrograms(), ...this.#programs },
          storage: this.#storage,
          ...this.local,
        },
      },
    };
  }
}

/** With the people and the template that the catalog of tests reads. */
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-'));
  await writeFile(
    join(folder, 'org.yaml'),
    [...organization, removalTemplate]
      .map(entity => stringify(entity))
      .join('---\n'),
  );
  return folder;
}

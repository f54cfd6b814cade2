import { randomBytes } from 'node:crypto';
import { callApi } from './callApi';
import type { PortalInReach } from './Deployments';
import { helm, withChart } from './helm';
import {
  deleteNamespaces,
  hostOfTests,
  imageOf,
  kubectl,
  nodePortUrl,
  reached,
} from './kubectl';
import { PostgresInReach } from './PostgresInReach';
import type { SampleBucket } from './SampleBucket';
import type { Answer } from './TestPortal';

/** Starting a portal takes most of it, and that a gateway's pod looks for its Secret anew. */
const WAIT = ['--wait', '--timeout', '5m'];

/**
 * Portal and gateway as our chart installs them in the cluster that they serve, with one project, under names of their own.
 * Nothing is left after `close`.
 */
export class ClusterPortal implements PortalInReach {
  readonly cluster = 'cluster';
  /** Of the project. */
  readonly namespace: string;
  /** Of gateway and portal. */
  readonly system: string;
  readonly release: string;
  readonly bucket: SampleBucket;
  readonly #postgres: PostgresInReach;
  readonly #token = randomBytes(24).toString('hex');
  #gatewayUrl = '';
  #url = '';

  private constructor(bucket: SampleBucket, postgres: PostgresInReach) {
    const id = randomBytes(3).toString('hex');
    this.namespace = `demo-${id}`;
    this.system = `greenroom-${id}`;
    this.release = `portal-${id}`;
    this.bucket = bucket;
    this.#postgres = postgres;
  }

  /** With namespaces and Secrets of somebody who follows `docs/guides/kubernetes.md`, and nothing installed. */
  static async create(bucket: SampleBucket): Promise<ClusterPortal> {
    const postgres = await PostgresInReach.create(hostOfTests);
    const portal = new ClusterPortal(bucket, postgres);
    await portal.#prepare();
    return portal;
  }

  get gatewayUrl(): string {
    return this.#gatewayUrl;
  }

  /** Of its pages and its API, for this machine. */
  get url(): string {
    return this.#url;
  }

  /** Installs, and waits until all that is said to run does. @returns what it says to who did it */
  async install(): Promise<string> {
    const said = await this.#helm('install', {});
    this.#gatewayUrl = await nodePortUrl(this.system, 'greenroom-gateway');
    this.#url = await nodePortUrl(this.system, 'greenroom-portal');
    await Promise.all([reached(this.#gatewayUrl), reached(this.#url)]);
    return said;
  }

  /** Upgrades to other values, and waits likewise. */
  async upgrade(gateway: object, portal: object): Promise<void> {
    await this.#helm('upgrade', { gateway, portal });
  }

  async uninstall(): Promise<void> {
    await helm('uninstall', this.release, '-n', this.system, ...WAIT);
  }

  /** Calls a plugin as who automates deployments. */
  call(
    _as: unknown,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    return callApi({
      url: `${this.url}/api/${path}`,
      authorization: `Bearer ${this.#token}`,
      method,
      body,
      headers,
    });
  }

  /** Names of the objects of some kinds in one of its namespaces: `namesOf(portal.system, 'pods', '-l', 'a=b')`. */
  async namesOf(
    namespace: string,
    ...what: readonly string[]
  ): Promise<readonly string[]> {
    const names = await kubectl('get', ...what, '-n', namespace, '-o', 'name');
    return names.split('\n').filter(Boolean).sort();
  }

  async close(): Promise<void> {
    const release = [this.release, '-n', this.system];
    await helm('uninstall', ...release, '--ignore-not-found');
    await deleteNamespaces(this.namespace, this.system);
    await this.#postgres.close();
  }

  async #prepare(): Promise<void> {
    await kubectl('create', 'namespace', this.namespace);
    await kubectl('create', 'namespace', this.system);
    const { host, port, user, password } = this.#postgres;
    const secrets = {
      GREENROOM_API_TOKEN: this.#token,
      GREENROOM_SECRET_KEY: randomBytes(32).toString('base64'),
      POSTGRES_HOST: host,
      POSTGRES_PORT: String(port),
      POSTGRES_USER: user,
      POSTGRES_PASSWORD: password,
    };
    await kubectl(
      ...['create', 'secret', 'generic', 'greenroom-portal'],
      ...['-n', this.system],
      ...Object.entries(secrets).map(
        ([name, value]) => `--from-literal=${name}=${value}`,
      ),
    );
  }

  #helm(
    command: 'install' | 'upgrade',
    more: { gateway?: object; portal?: object },
  ): Promise<string> {
    return withChart(
      command,
      this.release,
      {
        projects: [this.namespace],
        gateway: { ...this.#part('gateway'), ...more.gateway },
        portal: {
          ...this.#part('portal'),
          images: {
            modelServer: imageOf('model-server'),
            storageInitializer: imageOf('storage-initializer'),
          },
          config: this.#config(),
          ...more.portal,
        },
      },
      ...['-n', this.system, ...WAIT],
    );
  }

  #part(name: string): object {
    const [repository, tag] = imageOf(name).split(/:(?=[^:/]+$)/);
    return { image: { repository, tag }, service: { type: 'NodePort' } };
  }

  #config(): object {
    const baseUrl = 'http://greenroom-portal';
    return {
      app: { baseUrl },
      backend: { baseUrl, database: { prefix: this.#postgres.prefix } },
      modelServing: {
        namespaces: [this.namespace],
        addresses: { allowHosts: [new URL(this.bucket.url).hostname] },
      },
    };
  }
}

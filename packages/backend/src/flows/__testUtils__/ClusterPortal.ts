import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import type { PortalInReach } from './Deployments';
import type { KubernetesBed } from './KubernetesBed';
import {
  imageOf,
  kubectl,
  openToTests,
  ownImage,
  reached,
  withOverlay,
} from './kubectl';
import type { SampleBucket } from './SampleBucket';
import type { Answer } from './TestPortal';

/** The portal as `deploy/kustomize/portal` installs it, in the cluster that it deploys to. It goes with the cluster's bed. */
export class ClusterPortal implements PortalInReach {
  readonly cluster = 'cluster';
  readonly namespace: string;
  readonly gatewayUrl: string;
  readonly bucket: SampleBucket;
  /** Of its pages and its API, for this machine. */
  readonly url: string;
  readonly #token: string;

  private constructor(
    bed: KubernetesBed,
    bucket: SampleBucket,
    url: string,
    token: string,
  ) {
    this.namespace = bed.namespace;
    this.gatewayUrl = bed.gatewayUrl;
    this.bucket = bucket;
    this.url = url;
    this.#token = token;
  }

  /** One that is ready. Its database is in its pod: it is for tests. */
  static async create(
    bed: KubernetesBed,
    bucket: SampleBucket,
  ): Promise<ClusterPortal> {
    const token = randomBytes(24).toString('hex');
    await kubectl(
      ...['create', 'secret', 'generic', 'greenroom-portal', '-n', bed.system],
      `--from-literal=GREENROOM_API_TOKEN=${token}`,
      `--from-literal=GREENROOM_SECRET_KEY=${randomBytes(32).toString(
        'base64',
      )}`,
    );
    await withOverlay(
      {
        resources: ['portal'],
        namespace: bed.system,
        images: [ownImage('portal')],
        patches: [
          { patch: stringify(accountPatch(bed.account)) },
          { patch: stringify(sitePatch(bed, bucket)) },
        ],
      },
      'apply',
    );
    await kubectl(
      ...['rollout', 'status', 'deployment/greenroom-portal', '-n', bed.system],
      '--timeout=240s',
    );
    const url = await openToTests(bed.system, 'greenroom-portal');
    await reached(url);
    return new ClusterPortal(bed, bucket, url, token);
  }

  /** Calls a plugin as who automates deployments. */
  async call(
    _as: unknown,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }
}

/** Roles of tests have names of their own, and so has who has them. */
function accountPatch(serviceAccountName: string): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'greenroom-portal' },
    spec: { template: { spec: { serviceAccountName } } },
  };
}

function sitePatch(bed: KubernetesBed, bucket: SampleBucket): object {
  const baseUrl = 'http://greenroom-portal';
  const site = {
    app: { baseUrl },
    backend: {
      baseUrl,
      database: {
        client: 'better-sqlite3',
        connection: { directory: '/tmp/db' },
      },
    },
    modelServing: {
      namespaces: [bed.namespace],
      addresses: { allowHosts: [new URL(bucket.url).hostname] },
      clusters: [
        {
          name: 'cluster',
          driver: 'kubernetes',
          default: true,
          kubernetes: {
            inCluster: true,
            gateway: {
              // As the ConfigMap beside it says it: the pod's own.
              namespace: '${GREENROOM_NAMESPACE}',
              url: bed.gatewayUrl,
            },
            images: {
              modelServer: imageOf('model-server'),
              storageInitializer: imageOf('storage-initializer'),
            },
            drainSeconds: 2,
          },
        },
      ],
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'greenroom-portal' },
    data: { 'site.yaml': stringify(site) },
  };
}

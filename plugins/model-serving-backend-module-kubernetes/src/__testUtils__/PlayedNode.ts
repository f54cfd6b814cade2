import { randomBytes } from 'node:crypto';
import type { KubernetesObject } from '@kubernetes/client-node';
import {
  createObject,
  deleteObject,
  KubeClient,
  mergeObject,
  resourceTypes,
} from '../client';

const NODE = { apiVersion: 'v1', kind: 'Node', plural: 'nodes' };
const LEASE = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  plural: 'leases',
};
const LEASES = 'kube-node-lease';
const TAINT = 'greenroom.test/played';
const MICROSECONDS = '000Z';

/**
 * A node of a real cluster whose kubelet is played by a test: what it says of its pods is what the test says. It says that
 * it lives once, and never again: after a while the cluster takes it for gone.
 */
export class PlayedNode {
  readonly name = `played-${randomBytes(4).toString('hex')}`;
  readonly #client: KubeClient;

  private constructor(client: KubeClient) {
    this.#client = client;
  }

  static async join(client: KubeClient): Promise<PlayedNode> {
    const node = new PlayedNode(client);
    const { name } = node;
    const resources = {
      cpu: '4',
      memory: '8Gi',
      pods: '10',
      'ephemeral-storage': '10Gi',
    };
    await createObject(client, NODE, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      spec: { taints: [{ key: TAINT, value: name, effect: 'NoSchedule' }] },
    } as KubernetesObject);
    await mergeObject(
      client,
      NODE,
      { name },
      {
        status: {
          capacity: resources,
          allocatable: resources,
          conditions: [
            {
              type: 'Ready',
              status: 'True',
              reason: 'KubeletReady',
              lastHeartbeatTime: new Date().toISOString(),
              lastTransitionTime: new Date().toISOString(),
            },
          ],
        },
      },
      '/status',
    );
    await createObject(client, LEASE, {
      apiVersion: LEASE.apiVersion,
      kind: LEASE.kind,
      metadata: { name, namespace: LEASES },
      spec: {
        holderIdentity: name,
        leaseDurationSeconds: 40,
        renewTime: new Date().toISOString().replace('Z', MICROSECONDS),
      },
    } as KubernetesObject);
    return node;
  }

  /** What pods say that run here and nowhere else. */
  get placement() {
    return {
      nodeSelector: { 'kubernetes.io/hostname': this.name },
      tolerations: [{ key: TAINT, operator: 'Exists' }],
    };
  }

  /** A pod runs and is ready. */
  async runs(namespace: string, name: string): Promise<void> {
    const since = new Date().toISOString();
    await this.#says(namespace, name, {
      phase: 'Running',
      startTime: since,
      conditions: ['Initialized', 'ContainersReady', 'Ready'].map(type => ({
        type,
        status: 'True',
        lastTransitionTime: since,
      })),
      containerStatuses: [
        {
          name: 'kserve-container',
          image: 'played',
          imageID: 'played',
          ready: true,
          started: true,
          restartCount: 0,
          state: { running: { startedAt: since } },
        },
      ],
    });
  }

  /** The node has too little memory, and throws a pod out, in a kubelet's words. */
  async evicts(namespace: string, name: string): Promise<void> {
    await this.#says(namespace, name, {
      phase: 'Failed',
      reason: 'Evicted',
      message:
        'The node was low on resource: memory. Threshold quantity: 100Mi, available: 24Ki. ',
    });
  }

  async leave(): Promise<void> {
    const { name } = this;
    await deleteObject(this.#client, NODE, { name });
    await deleteObject(this.#client, LEASE, { namespace: LEASES, name });
  }

  async #says(namespace: string, name: string, status: object): Promise<void> {
    const at = { namespace, name };
    await mergeObject(
      this.#client,
      resourceTypes.Pod,
      at,
      { status },
      '/status',
    );
  }
}

import { NotFoundError } from '@backstage/errors';
import type { V1Pod } from '@kubernetes/client-node';
import { callPod, KubeClient } from '../client';
import { servingPorts } from '../objects';

/**
 * Calls a replica of a revision at its serving port.
 * @param pods - those of the revision
 * @throws NotFoundError if none of them is the replica
 */
export async function callReplica(
  client: Pick<KubeClient, 'send'>,
  pods: readonly V1Pod[],
  call: {
    readonly key: string;
    readonly replicaId: string;
    readonly path: string;
    readonly signal?: AbortSignal;
  },
): Promise<Response> {
  const { key, replicaId, path, signal } = call;
  const pod = pods.find(({ metadata }) => metadata?.name === replicaId);
  if (!pod)
    throw new NotFoundError(`there is no replica '${replicaId}' of '${key}'`);
  const [namespace] = key.split('/');
  const { port } = servingPorts(pod.spec);
  return callPod(client, { namespace, name: replicaId, port }, path, {
    ...(signal ? { signal } : {}),
  });
}

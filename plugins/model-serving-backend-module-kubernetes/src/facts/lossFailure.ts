import type { V1Pod, V1PodCondition } from '@kubernetes/client-node';
import type { Failure } from '@greenroom/backstage-plugin-model-serving-common';

/** What a container, a pod or a scratch volume may have on the disk, and what the node has. */
const DISK = /ephemeral[- ](local )?storage|EmptyDir|disk/i;
const NODE_REASONS = new Set(['NodeLost', 'NodeShutdown']);
/** A replacement is made at once; a pod that was made later is no answer to a loss. */
const REPLACED_MS = 60_000;

/** Why a pod is not where it was put: thrown out by its node, or lost with it. */
export function lossOf(pod: V1Pod): Failure | undefined {
  const { metadata, spec, status } = pod;
  const { reason = '', message = '', startTime } = status ?? {};
  const ready = conditionOf(pod, 'Ready');
  const at = new Date(
    ready?.lastTransitionTime ?? startTime ?? metadata?.creationTimestamp ?? 0,
  ).toISOString();
  if (NODE_REASONS.has(reason)) return { code: 'NodeLost', message, at };
  if (reason === 'Evicted')
    return { code: DISK.test(message) ? 'DiskFull' : 'Evicted', message, at };
  if (!isCutOff(pod)) return undefined;
  return {
    code: 'NodeLost',
    message: `the node '${spec?.nodeName}' does not tell of its pods any more`,
    at,
  };
}

/**
 * The last loss among pods that are gone, until a pod that came in its place is ready: one that is thrown out again and
 * again is always just being replaced.
 *
 * @param gone - pods that have failed
 * @param live - the others
 */
export function unhealedLoss(
  gone: readonly V1Pod[],
  live: readonly V1Pod[],
): Failure | undefined {
  const [last] = gone
    .flatMap(pod => lossOf(pod) ?? [])
    .sort((a, b) => b.at.localeCompare(a.at));
  if (!last) return undefined;
  const isHealed = live.some(
    pod => conditionOf(pod, 'Ready')?.status === 'True',
  );
  const until = Date.parse(last.at) + REPLACED_MS;
  const isRecent =
    live.length === 0 ||
    live.some(
      ({ metadata }) =>
        new Date(metadata?.creationTimestamp ?? 0).getTime() <= until,
    );
  return isHealed || !isRecent ? undefined : last;
}

/**
 * The control plane takes the readiness of a node's pods away when the node is silent. A kubelet takes it away only with
 * that of a container, or for a gate of the pod's own.
 */
function isCutOff(pod: V1Pod): boolean {
  return (
    conditionOf(pod, 'Ready')?.status === 'False' &&
    conditionOf(pod, 'ContainersReady')?.status === 'True' &&
    !pod.spec?.readinessGates?.length
  );
}

function conditionOf(
  { status }: V1Pod,
  name: string,
): V1PodCondition | undefined {
  return status?.conditions?.find(({ type }) => type === name);
}

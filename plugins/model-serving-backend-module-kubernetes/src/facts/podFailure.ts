import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { Failure } from '@greenroom/backstage-plugin-model-serving-common';
import { imageFailure } from './imageFailure';
import { lossOf } from './lossFailure';
import { schedulingFailure } from './schedulingFailure';

const CONFIG_ERRORS = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
]);

/**
 * Why a pod cannot run, other than by the end of a container of its own: no node, no image, no Secret, thrown out, lost
 * with its node. Source: screens §5.
 */
export function podFailure(pod: V1Pod): Failure | undefined {
  return (
    lossOf(pod) ??
    unscheduled(pod) ??
    waitingContainer(
      [
        ...(pod.status?.initContainerStatuses ?? []),
        ...(pod.status?.containerStatuses ?? []),
      ],
      createdAt(pod),
    )
  );
}

function unscheduled({ status }: V1Pod): Failure | undefined {
  const condition = status?.conditions?.find(
    ({ type }) => type === 'PodScheduled',
  );
  if (condition?.status !== 'False' || condition.reason !== 'Unschedulable')
    return undefined;
  const message = condition.message ?? '';
  return {
    code: schedulingFailure(message),
    message,
    at: new Date(condition.lastTransitionTime ?? 0).toISOString(),
  };
}

function waitingContainer(
  statuses: readonly V1ContainerStatus[],
  at: string,
): Failure | undefined {
  for (const { name, state } of statuses) {
    const { reason = '', message = '' } = state?.waiting ?? {};
    const code =
      imageFailure(reason, message) ??
      (CONFIG_ERRORS.has(reason) ? configFailure(message) : undefined);
    if (code) return { code, message: `${name}: ${message || reason}`, at };
  }
  return undefined;
}

function configFailure(message: string): Failure['code'] {
  return /secret|configmap|key/i.test(message)
    ? 'SecretMissing'
    : 'InvalidSpec';
}

function createdAt({ metadata }: V1Pod): string {
  return new Date(metadata?.creationTimestamp ?? 0).toISOString();
}

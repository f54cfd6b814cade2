import type {
  V1Container,
  V1ContainerStatus,
  V1Pod,
  V1PodCondition,
} from '@kubernetes/client-node';
import { notes } from '../objects';

/** Of a pod's annotations; Deployments carry the others. */
const NOTES = new Set<string>(Object.values(notes));

/**
 * What is kept of a pod of ours: what facts, logs and calls are made of. There are thousands, and a cluster tells several
 * times as much of each: volumes, probes, variables, security, images by digest.
 */
export function knownPod({ metadata = {}, spec, status }: V1Pod): V1Pod {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([name]) => NOTES.has(name),
  );
  return {
    metadata: {
      namespace: metadata.namespace,
      name: metadata.name,
      resourceVersion: metadata.resourceVersion,
      creationTimestamp: metadata.creationTimestamp,
      labels: metadata.labels,
      ...(metadata.deletionTimestamp && {
        deletionTimestamp: metadata.deletionTimestamp,
      }),
      ...(annotations.length > 0 && {
        annotations: Object.fromEntries(annotations),
      }),
    },
    ...(spec && {
      spec: {
        nodeName: spec.nodeName,
        containers: spec.containers.map(knownContainer),
        ...(spec.initContainers && {
          initContainers: spec.initContainers.map(({ name }) => ({ name })),
        }),
        ...(spec.readinessGates && { readinessGates: spec.readinessGates }),
      },
    }),
    ...(status && {
      status: {
        phase: status.phase,
        podIP: status.podIP,
        startTime: status.startTime,
        ...(status.reason && { reason: status.reason }),
        ...(status.message && { message: status.message }),
        ...(status.conditions && {
          conditions: status.conditions.map(knownCondition),
        }),
        ...(status.initContainerStatuses && {
          initContainerStatuses: status.initContainerStatuses.map(knownStatus),
        }),
        ...(status.containerStatuses && {
          containerStatuses: status.containerStatuses.map(knownStatus),
        }),
      },
    }),
  };
}

function knownContainer({ name, ports, resources }: V1Container): V1Container {
  const { limits } = resources ?? {};
  return {
    name,
    ...(ports && { ports }),
    ...(limits && { resources: { limits } }),
  };
}

function knownCondition(condition: V1PodCondition): V1PodCondition {
  const { type, status, lastTransitionTime, reason, message } = condition;
  return {
    type,
    status,
    lastTransitionTime,
    ...(reason && { reason }),
    ...(message && { message }),
  };
}

/** Images are not read, but are no option of the type. */
function knownStatus(told: V1ContainerStatus): V1ContainerStatus {
  const { name, ready, started, restartCount, state, lastState } = told;
  return {
    ...{ name, ready, started, restartCount, state, lastState },
    ...{ image: '', imageID: '' },
  };
}

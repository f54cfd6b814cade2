import type {
  V1ContainerState,
  V1ContainerStatus,
  V1Deployment,
  V1Pod,
  V1PodCondition,
} from '@kubernetes/client-node';

/** A moment of the tests' day. */
export const at = (minute: number): Date =>
  new Date(Date.UTC(2026, 0, 2, 3, minute));

/** A pod as the API server tells of it; by default running and ready since minute 1. */
export function pod(change: {
  readonly name?: string;
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly conditions?: readonly Partial<V1PodCondition>[];
  readonly server?: Partial<V1ContainerStatus>;
  /** Of its storage initializer; absent: it has none. */
  readonly initializer?: Partial<V1ContainerStatus>;
  readonly deletedAt?: Date;
}): V1Pod {
  const { initializer, server } = change;
  return {
    metadata: {
      name: change.name ?? 'iris-predictor-00001-abc',
      creationTimestamp: at(0),
      ...(change.deletedAt ? { deletionTimestamp: change.deletedAt } : {}),
    },
    spec: {
      nodeName: 'node1',
      containers: [{ name: 'kserve-container' }],
      ...(initializer
        ? { initContainers: [{ name: 'storage-initializer' }] }
        : {}),
    },
    status: {
      phase: change.phase ?? 'Running',
      ...(change.reason ? { reason: change.reason } : {}),
      ...(change.message ? { message: change.message } : {}),
      podIP: '10.88.0.7',
      startTime: at(0),
      conditions: (change.conditions ?? [
        { type: 'Ready', status: 'True', lastTransitionTime: at(1) },
      ]) as V1PodCondition[],
      ...(initializer
        ? {
            initContainerStatuses: [
              containerStatus('storage-initializer', initializer),
            ],
          }
        : {}),
      containerStatuses: [
        containerStatus('kserve-container', {
          state: { running: { startedAt: at(0) } },
          ...server,
        }),
      ],
    },
  };
}

/** One that is not ready. */
export const notReady: readonly Partial<V1PodCondition>[] = [
  { type: 'Ready', status: 'False', lastTransitionTime: at(2) },
];

/** A container that waits. */
export function waiting(reason: string, message = ''): V1ContainerState {
  return { waiting: { reason, message } };
}

/** A container that ended. */
export function ended(
  exitCode: number,
  reason: string,
  message = '',
): V1ContainerState {
  return {
    terminated: {
      exitCode,
      reason,
      message,
      startedAt: at(1),
      finishedAt: at(3),
    },
  };
}

/** A Deployment of that many replicas. */
export function deployment(replicas: number, refusal?: string): V1Deployment {
  return {
    spec: { replicas, selector: {}, template: {} },
    status: {
      conditions: refusal
        ? [
            {
              type: 'ReplicaFailure',
              status: 'True',
              message: refusal,
              lastTransitionTime: at(2),
            },
          ]
        : [],
    },
  };
}

function containerStatus(
  name: string,
  change: Partial<V1ContainerStatus>,
): V1ContainerStatus {
  return {
    name,
    image: 'x',
    imageID: 'x',
    ready: false,
    restartCount: 0,
    ...change,
  };
}

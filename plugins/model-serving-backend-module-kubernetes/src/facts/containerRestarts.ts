import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { ContainerRestarts } from '@greenroom/backstage-plugin-model-serving-common';

/**
 * Which containers of a pod were started again, and how each failed last: its init containers first, for one of them that
 * fails is started over and over before the server ever runs.
 */
export function containerRestarts({
  status,
}: V1Pod): readonly ContainerRestarts[] {
  return [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ].flatMap(restartsOf);
}

function restartsOf({
  name,
  restartCount,
  state,
  lastState,
}: V1ContainerStatus): ContainerRestarts[] {
  if (restartCount < 1) return [];
  const failed = [state?.terminated, lastState?.terminated].find(
    end => end !== undefined && end.exitCode !== 0,
  );
  return [
    {
      container: name,
      restarts: restartCount,
      ...(failed && {
        reason: failed.reason ?? 'Error',
        exitCode: failed.exitCode,
      }),
    },
  ];
}

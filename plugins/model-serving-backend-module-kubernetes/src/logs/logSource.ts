import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { LogQuery } from '@greenroom/backstage-plugin-model-serving-node';

const SERVERS = ['kserve-container', 'transformer-container'];

/** One instance of one of a pod's containers. */
export interface LogSource {
  readonly container: string;
  /** The instance before the last restart. */
  readonly isPrevious: boolean;
}

/**
 * What of a pod is read: the container that is asked for, else its server, else what its server waits for. Of one that has
 * ended and not started again, the instance that ended: its last words are what people look for.
 *
 * @returns undefined if the pod has no such container
 */
export function logSource(
  pod: V1Pod,
  { container, previous = false }: Pick<LogQuery, 'container' | 'previous'>,
): LogSource | undefined {
  if (container !== undefined && !containersOf(pod).includes(container))
    return undefined;
  const name = container ?? telling(pod);
  const { state, lastState } = statusOf(pod, name) ?? {};
  const isBetween =
    state?.waiting !== undefined && lastState?.terminated !== undefined;
  return { container: name, isPrevious: previous || isBetween };
}

/** Names of a pod's containers, in the order in which they start. */
export function containersOf({ spec }: V1Pod): readonly string[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(
    ({ name }) => name,
  );
}

function telling(pod: V1Pod): string {
  const names = (pod.spec?.containers ?? []).map(({ name }) => name);
  const server = names.find(name => SERVERS.includes(name)) ?? names[0] ?? '';
  const { state, lastState } = statusOf(pod, server) ?? {};
  const isYetToStart =
    !state?.running && !state?.terminated && !lastState?.terminated;
  const initializers = (pod.status?.initContainerStatuses ?? []).filter(hasRun);
  const held = initializers.find(status => !isDone(status));
  const before = held ?? initializers.at(-1);
  return isYetToStart && before ? before.name : server;
}

function hasRun({ state, lastState }: V1ContainerStatus): boolean {
  return Boolean(state?.running ?? state?.terminated ?? lastState?.terminated);
}

/** The next one may start. One that runs beside the server (a sidecar) holds nobody up once it has started. */
function isDone({ state, started }: V1ContainerStatus): boolean {
  return state?.terminated
    ? state.terminated.exitCode === 0
    : started === true && state?.running !== undefined;
}

function statusOf(
  { status }: V1Pod,
  container: string,
): V1ContainerStatus | undefined {
  return [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ].find(({ name }) => name === container);
}

import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { FetchFacts } from '@greenroom/backstage-plugin-model-serving-common';
import { fetchFailure } from './fetchFailure';

const INITIALIZER = 'storage-initializer';
const ORDER: readonly FetchFacts['state'][] = [
  'fetched',
  'fetching',
  'failed',
  'waiting',
];

/**
 * How far the model has come: each pod fetches for itself, so that the one which is farthest tells whether it can be had.
 */
export function fetchFacts(pods: readonly V1Pod[]): FetchFacts {
  const all = pods.flatMap(pod => {
    const status = pod.status?.initContainerStatuses?.find(
      ({ name }) => name === INITIALIZER,
    );
    const hasOne = pod.spec?.initContainers?.some(
      ({ name }) => name === INITIALIZER,
    );
    return hasOne ? [factsOf(status)] : [];
  });
  if (all.length === 0) {
    return { state: pods.length === 0 ? 'waiting' : 'not-needed' };
  }
  return all.reduce((best, next) =>
    ORDER.indexOf(next.state) < ORDER.indexOf(best.state) ? next : best,
  );
}

function factsOf(status: V1ContainerStatus | undefined): FetchFacts {
  const { running, terminated } = status?.state ?? {};
  if (terminated?.exitCode === 0) {
    return {
      state: 'fetched',
      ...time('startedAt', terminated.startedAt),
      ...time('finishedAt', terminated.finishedAt),
    };
  }
  const ended = terminated ?? status?.lastState?.terminated;
  // It runs again after a failure: what failed before is likelier to fail again than not.
  if (ended && ended.exitCode !== 0) {
    const message =
      ended.message?.trim() || `exit code ${ended.exitCode}: ${ended.reason}`;
    return {
      state: running ? 'fetching' : 'failed',
      failure: {
        code: fetchFailure(message),
        message,
        exitCode: ended.exitCode,
        at: new Date(ended.finishedAt ?? 0).toISOString(),
      },
    };
  }
  if (running)
    return { state: 'fetching', ...time('startedAt', running.startedAt) };
  return { state: 'waiting' };
}

function time<K extends 'startedAt' | 'finishedAt'>(
  key: K,
  at: Date | undefined,
): Partial<Record<K, string>> {
  return at === undefined
    ? {}
    : ({ [key]: new Date(at).toISOString() } as Partial<Record<K, string>>);
}

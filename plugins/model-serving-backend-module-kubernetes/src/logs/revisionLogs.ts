import type { V1Pod } from '@kubernetes/client-node';
import type { LogLine } from '@greenroom/backstage-plugin-model-serving-common';
import {
  mergeAsTheyCome,
  type LogQuery,
} from '@greenroom/backstage-plugin-model-serving-node';
import {
  KubeApiError,
  KubeClient,
  linesOf,
  pathOf,
  resourceTypes,
} from '../client';
import { logSource } from './logSource';

const TAIL = 100;

/**
 * Lines of all the pods that a query asks for, one pod after the other, or, where they are followed, as they come. Which
 * pods is settled at the start.
 *
 * @param podsOf - of a revision, by its key
 */
export async function* revisionLogs(
  client: Pick<KubeClient, 'open'>,
  podsOf: (key: string) => readonly V1Pod[],
  query: LogQuery,
): AsyncIterable<LogLine> {
  const pods = query.keys
    .flatMap(podsOf)
    .filter(
      ({ metadata }) => !query.replica || metadata?.name === query.replica,
    );
  if (!query.follow) {
    for (const pod of pods) yield* podLogs(client, pod, query);
    return;
  }
  yield* mergeAsTheyCome(
    pods.map(pod => signal => podLogs(client, pod, { ...query, signal })),
    query.signal,
  );
}

async function* podLogs(
  client: Pick<KubeClient, 'open'>,
  pod: V1Pod,
  query: Omit<LogQuery, 'keys' | 'replica'>,
): AsyncIterable<LogLine> {
  const { namespace, name = '' } = pod.metadata ?? {};
  const { tail = TAIL, follow, signal } = query;
  const source = logSource(pod, query);
  if (!source) return;
  const { container, isPrevious } = source;
  const path = pathOf(resourceTypes.Pod, {
    ...(namespace ? { namespace } : {}),
    name,
  });
  const parameters = new URLSearchParams({
    container,
    timestamps: 'true',
    tailLines: String(tail),
    ...(isPrevious ? { previous: 'true' } : {}),
    ...(follow ? { follow: 'true' } : {}),
  });
  let answer;
  try {
    answer = await client.open(`${path}/log?${parameters}`, {
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    // A container that has not started, and a previous one that never was, have no log: that is no failure.
    if (error instanceof KubeApiError && [400, 404].includes(error.status))
      return;
    throw error;
  }
  for await (const line of linesOf(answer)) {
    const [at, ...text] = line.split(' ');
    yield {
      replica: name,
      container,
      ...(isPrevious ? { isPrevious } : {}),
      at,
      text: text.join(' '),
    };
  }
}

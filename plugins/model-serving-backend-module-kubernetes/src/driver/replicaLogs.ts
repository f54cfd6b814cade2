import { createInterface } from 'node:readline';
import type { V1Pod } from '@kubernetes/client-node';
import type { LogLine } from '@greenroom/backstage-plugin-model-serving-common';
import type { LogQuery } from '@greenroom/backstage-plugin-model-serving-node';
import { KubeApiError, KubeClient, pathOf, resourceTypes } from '../client';

const TAIL = 100;
const SERVERS = ['kserve-container', 'transformer-container'];

/** Lines of all the pods that a query asks for, one after the other. @param podsOf - of a revision, by its key */
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
  for (const pod of pods) yield* replicaLogs(client, pod, query);
}

/**
 * Lines of a pod's server, and before them those of the container that brings the model while that is all there is.
 * Ends by itself unless it is followed.
 */
async function* replicaLogs(
  client: Pick<KubeClient, 'open'>,
  pod: V1Pod,
  query: Omit<LogQuery, 'keys' | 'replica'>,
): AsyncIterable<LogLine> {
  const { namespace, name = '' } = pod.metadata ?? {};
  const { tail = TAIL, previous, follow, signal } = query;
  const path = pathOf(resourceTypes.Pod, {
    ...(namespace ? { namespace } : {}),
    name,
  });
  const parameters = new URLSearchParams({
    container: containerOf(pod),
    timestamps: 'true',
    tailLines: String(tail),
    ...(previous ? { previous: 'true' } : {}),
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
  const lines = createInterface({ input: answer, crlfDelay: Infinity });
  for await (const line of lines) {
    const [at, ...text] = line.split(' ');
    yield { replica: name, at, text: text.join(' ') };
  }
}

function containerOf({ spec, status }: V1Pod): string {
  const names = (spec?.containers ?? []).map(({ name }) => name);
  const server = names.find(name => SERVERS.includes(name)) ?? names[0] ?? '';
  const started = status?.containerStatuses?.find(
    ({ name }) => name === server,
  );
  const waits = started?.state?.waiting && !started.lastState?.terminated;
  const initializer = status?.initContainerStatuses?.find(
    ({ state, lastState }) =>
      state?.running || state?.terminated || lastState?.terminated,
  );
  return waits && initializer ? initializer.name : server;
}

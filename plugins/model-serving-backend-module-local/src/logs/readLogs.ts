import { LogLine } from '@greenroom/backstage-plugin-model-serving-common';
import {
  LogQuery,
  mergeAsTheyCome,
} from '@greenroom/backstage-plugin-model-serving-node';
import { followLog } from './followLog';
import { ReplicaLog } from './ReplicaLog';
import { withoutKeys } from './withoutKeys';

const DEFAULT_TAIL = 100;

/** The log of one replica. */
export interface NamedLog {
  readonly replica: string;
  readonly log: ReplicaLog;
}

/**
 * The last lines of each replica, one replica after the other, then, if wanted, new lines as they come. Which replicas
 * is settled at the start.
 */
export async function* readLogs(
  logs: readonly NamedLog[],
  query: Pick<LogQuery, 'tail' | 'previous' | 'follow' | 'signal'>,
): AsyncIterable<LogLine> {
  const { tail = DEFAULT_TAIL, previous, follow } = query;
  const signal = query.signal ?? new AbortController().signal;
  const places = await Promise.all(
    logs.map(async each => ({ ...each, end: await each.log.end() })),
  );
  for (const { replica, log, end } of places) {
    if (signal.aborted) return;
    const lines = previous
      ? await log.tail(tail, 'previous')
      : await log.tail(tail, 'output', follow ? end?.offset : undefined);
    for (const text of lines) yield { replica, text };
  }
  if (!follow || previous) return;
  yield* mergeAsTheyCome(
    places.map(
      ({ replica, log, end }) =>
        until =>
          named(replica, followLog(log.file, end, until)),
    ),
    signal,
  );
}

async function* named(
  replica: string,
  lines: AsyncIterable<string>,
): AsyncIterable<LogLine> {
  for await (const text of lines) yield { replica, text: withoutKeys(text) };
}

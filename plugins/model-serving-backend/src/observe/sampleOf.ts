import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import type { Sample } from '../store/types';
import { TrafficDelta } from './TrafficTally';

/**
 * One sample of one deployment: its traffic, and the replicas of all its revisions together.
 *
 * CPU and memory are absent unless some replica was measured: unknown is not zero.
 */
export function sampleOf(input: {
  readonly uid: string;
  /** ms since epoch */
  readonly at: number;
  readonly seconds: number;
  readonly traffic?: TrafficDelta;
  readonly revisions: readonly RevisionFacts[];
}): Sample {
  const { uid, at, seconds, traffic, revisions } = input;
  const replicas = revisions.flatMap(facts => facts.replicas);
  const cpuCores = sumOfKnown(replicas.map(replica => replica.cpuCores));
  const memoryBytes = sumOfKnown(replicas.map(replica => replica.memoryBytes));
  return {
    uid,
    at,
    seconds,
    ok: traffic?.ok ?? 0,
    client: traffic?.client ?? 0,
    server: traffic?.server ?? 0,
    latencySumMs: traffic?.latencySumMs ?? 0,
    latency: traffic?.latency ?? {},
    inflight: traffic?.inflight ?? 0,
    desired: revisions.reduce((sum, { desired }) => sum + desired, 0),
    ready: replicas.filter(({ state }) => state === 'ready').length,
    ...(cpuCores === undefined ? {} : { cpuCores }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}

function sumOfKnown(
  values: readonly (number | undefined)[],
): number | undefined {
  const known = values.filter((value): value is number => value !== undefined);
  return known.length === 0
    ? undefined
    : known.reduce((sum, value) => sum + value, 0);
}

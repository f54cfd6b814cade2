import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import type {
  Failure,
  ReplicaFacts,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  notes,
  scalerClassOf,
  scalerKinds,
  SERVICE_UID_LABEL,
  type ServingPorts,
} from '../objects';
import { creationFailure } from './creationFailure';
import { fetchFacts } from './fetchFacts';
import { exitFailure } from './exitFailure';
import { unhealedLoss } from './lossFailure';
import { podFailure } from './podFailure';
import { replicaFacts } from './replicaFacts';

/**
 * What is known of a revision from its Deployment and its pods. Facts only: what they mean is for the same rules to say
 * as on any other cluster.
 *
 * @param before - what was known until now
 */
export function revisionFacts(options: {
  readonly key: string;
  /** Absent: it is removed, and its pods end. */
  readonly deployment: V1Deployment | undefined;
  /** Why the last write failed. */
  readonly writeFailure?: Failure;
  readonly pods: readonly V1Pod[];
  readonly ports: ServingPorts;
  readonly before: RevisionFacts | undefined;
  /** ISO 8601 */
  readonly now: string;
}): RevisionFacts {
  const { key, deployment, pods, ports, before, now } = options;
  const known = new Map<string, ReplicaFacts>(
    before?.replicas.map(replica => [replica.id, replica]),
  );
  const replicas = pods.map(pod =>
    replicaFacts(pod, ports, known.get(pod.metadata?.name ?? '')),
  );
  const failure =
    options.writeFailure ??
    failureOf(deployment, pods) ??
    exitFailure(replicas);
  const wanted = deployment?.metadata?.annotations?.[notes.wanted];
  const scaler = scalerClassOf(deployment?.metadata?.annotations);
  const { labels } = (deployment ?? pods[0])?.metadata ?? {};
  const serviceUid = labels?.[SERVICE_UID_LABEL];
  const createdAt = deployment?.metadata?.creationTimestamp;
  return {
    key,
    ...(serviceUid ? { serviceUid } : {}),
    ...(createdAt ? { createdAt: new Date(createdAt).toISOString() } : {}),
    desired: Number(wanted ?? deployment?.spec?.replicas ?? 0),
    ...(scaler
      ? {
          scaledBy: {
            kind: scalerKinds[scaler],
            name: deployment?.metadata?.name ?? '',
          },
        }
      : {}),
    fetch: fetchFacts(pods),
    replicas,
    ...(failure ? { failure } : {}),
    observedAt: now,
  };
}

/** Pods that cannot be made at all come first, then those that are there, then those that were. */
function failureOf(
  deployment: V1Deployment | undefined,
  pods: readonly V1Pod[],
): Failure | undefined {
  const refused = deployment?.status?.conditions?.find(
    ({ type, status: holds }) => type === 'ReplicaFailure' && holds === 'True',
  );
  if (refused) {
    const message = refused.message ?? '';
    return {
      code: creationFailure(message),
      message,
      at: new Date(refused.lastTransitionTime ?? 0).toISOString(),
    };
  }
  const staying = pods.filter(({ metadata }) => !metadata?.deletionTimestamp);
  const live = staying.filter(({ status }) => status?.phase !== 'Failed');
  for (const pod of live) {
    const failure = podFailure(pod);
    if (failure) return failure;
  }
  if (deployment?.spec?.replicas === 0) return undefined;
  const gone = staying.filter(pod => !live.includes(pod));
  return unhealedLoss(gone, live);
}

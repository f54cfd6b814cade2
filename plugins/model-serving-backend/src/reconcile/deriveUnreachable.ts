import {
  deriveInferenceServiceStatus,
  describeDeployment,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  DeploymentWorld,
  InferenceServiceStatus,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ObservedDeployment,
  StoredResource,
  StoredRevision,
} from '../store/types';

/**
 * What is kept about a deployment whose cluster cannot be observed: the last that was seen, and that it is not seen now.
 */
export function deriveUnreachable(input: {
  readonly stored: StoredResource<'InferenceService'>;
  /** Kept revisions, oldest first. */
  readonly revisions: readonly StoredRevision[];
  /** Why, and since when (ISO 8601). */
  readonly problem: NonNullable<DeploymentWorld['clusterProblem']>;
  /** ms since epoch */
  readonly now: number;
}): {
  readonly status: InferenceServiceStatus;
  readonly observed: ObservedDeployment;
} {
  const { stored, problem, now } = input;
  const previous = stored.observed;
  // At the second look the first one is what was seen last, and that is nothing
  const lastKnown =
    previous?.state.code === 'unknown'
      ? previous.lastKnown
      : previous?.state.code;
  const world: DeploymentWorld = {
    service: stored.object,
    revisions: input.revisions.flatMap(revision => {
      const { key, name, component } = revision.spec;
      const seen = previous?.revisions.find(known => known.name === name);
      if (!seen) return [];
      const { number, createdAt, generation } = revision;
      return [
        {
          key,
          name,
          component,
          number,
          createdAt,
          generation,
          percent: seen.percent,
          ...(seen.isCanary ? { isCanary: true } : {}),
          ...(seen.canary ? { canary: seen.canary } : {}),
          ...(seen.facts ? { facts: seen.facts } : {}),
        },
      ];
    }),
    route: { live: false, endpoints: previous?.endpoints ?? [] },
    clusterProblem: problem,
    ...(lastKnown ? { lastKnown } : {}),
    ...(previous?.rollouts ? { rollouts: previous.rollouts } : {}),
    wasReady:
      stored.object.status?.components?.predictor?.latestReadyRevision !==
      undefined,
    wasReachable: previous?.state.code === 'ready',
    now,
  };
  const state = describeDeployment(world);
  const { minReplicas = 1, maxReplicas = 0 } = stored.object.spec.predictor;
  const unknown: ObservedDeployment = {
    state,
    stateSince: new Date(now).toISOString(),
    generation: stored.object.metadata.generation ?? 1,
    replicas: {
      ready: 0,
      desired: 0,
      min: minReplicas,
      max: Math.max(minReplicas, maxReplicas),
    },
    endpoints: [],
    revisions: [],
    configuration: [],
    warnings: [],
  };
  const isSameWord = previous?.state.word === state.word;
  return {
    status: deriveInferenceServiceStatus(world),
    observed: {
      ...unknown,
      ...previous,
      ...(lastKnown ? { lastKnown } : {}),
      state,
      stateSince: isSameWord ? previous.stateSince : unknown.stateSince,
    },
  };
}

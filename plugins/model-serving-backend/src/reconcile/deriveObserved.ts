import {
  deriveInferenceServiceStatus,
  describeDeployment,
  endpointsOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterSettings,
  DeploymentWorld,
  InferenceServiceStatus,
  ModelMetadata,
  ReplicaCounts,
  RevisionFacts,
  RevisionInWorld,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isStopped } from '@greenroom/backstage-plugin-model-serving-common';
import { routableReplicas } from '../routing';
import type { ObservedDeployment } from '../store/types';
import { isRouteLive } from './isRouteLive';
import { DeploymentPlan, PlannedRevision, PlanWorld } from './types';

/** What a status is derived from. */
export interface ObservationInput {
  readonly world: PlanWorld;
  readonly plan: DeploymentPlan;
  readonly settings: ClusterSettings;
  /** As kept so far. */
  readonly previous?: ObservedDeployment;
  /** Metadata that the serving revision reported. */
  readonly modelMetadata?: ModelMetadata;
}

/** What is kept about a deployment after a pass: status in KServe's shape, and everything that lists and pages show. */
export function deriveObserved(input: ObservationInput): {
  readonly status: InferenceServiceStatus;
  readonly observed: ObservedDeployment;
} {
  const { world, plan, settings, previous } = input;
  const resolved =
    world.resolution.kind === 'resolved' ? world.resolution : undefined;
  const draft = resolved?.draft;
  const serving = plan.revisions.find(({ percent }) => percent > 0)?.revision;
  const spec = serving?.spec ?? draft;
  const endpoints = spec
    ? endpointsOf({
        service: world.service,
        protocol: spec.protocol,
        modelName: spec.modelName,
        settings,
      })
    : [];
  const deployment = deploymentWorld(input, endpoints);
  const state = describeDeployment(deployment);
  const status = deriveInferenceServiceStatus(deployment);
  const now = new Date(world.now).toISOString();
  const isSameWord = previous?.state.word === state.word;
  const becameReady =
    state.code === 'ready' && previous?.state.code !== 'ready';
  const lastDeployedAt = becameReady ? now : previous?.lastDeployedAt;
  const runtime = draft?.runtime ?? previous?.runtime;
  const modelUri = spec?.model?.uri ?? previous?.modelUri;
  return {
    status,
    observed: {
      state,
      stateSince: isSameWord && previous ? previous.stateSince : now,
      generation: world.service.metadata.generation ?? 1,
      replicas: replicaCounts(world, serving?.spec.key),
      endpoints,
      ...(runtime ? { runtime } : {}),
      ...(spec ? { protocol: spec.protocol, modelName: spec.modelName } : {}),
      ...(modelUri ? { modelUri } : {}),
      ...(input.modelMetadata ? { modelMetadata: input.modelMetadata } : {}),
      revisions: plan.revisions
        .filter(planned => matters(planned, input))
        .map(({ revision: { spec: own }, percent }) => {
          const facts = world.facts.get(own.key);
          return {
            name: own.name,
            percent,
            ...(facts ? { facts: lasting(facts) } : {}),
          };
        }),
      configuration: resolved?.configuration ?? previous?.configuration ?? [],
      warnings: resolved?.warnings ?? [],
      ...(lastDeployedAt ? { lastDeployedAt } : {}),
    },
  };
}

function deploymentWorld(
  input: ObservationInput,
  endpoints: DeploymentWorld['route']['endpoints'],
): DeploymentWorld {
  const { world, plan } = input;
  const relevant = plan.revisions.filter(
    planned => matters(planned, input) && !isTakenBack(planned, input),
  );
  const runtime = relevant[relevant.length - 1]?.revision.runtime;
  const { problem } = world.gateways;
  return {
    service: world.service,
    revisions: relevant.map(planned => inWorld(planned, world)),
    ...(runtime && isRuntimeKind(runtime.kind)
      ? { runtime: { kind: runtime.kind, name: runtime.name } }
      : {}),
    ...(plan.failure ? { planFailure: plan.failure } : {}),
    route: {
      live: isRouteLive(plan.intent, world),
      ...(problem ? { problem } : {}),
      endpoints,
    },
    wasReady: world.latestReady !== undefined,
    wasReachable: input.previous?.state.code === 'ready',
    now: world.now,
  };
}

/** Revisions that run, take part or are to come; older ones are history. */
function matters(
  { revision, percent }: PlannedRevision,
  { world, plan }: ObservationInput,
): boolean {
  const newest = plan.revisions[plan.revisions.length - 1].revision;
  return (
    percent > 0 ||
    revision.spec.key === (plan.current ?? newest.spec.key) ||
    world.facts.has(revision.spec.key)
  );
}

/** Newer than what is wanted again: what goes wrong with it while it ends is of no interest any more. */
function isTakenBack(
  { revision, percent }: PlannedRevision,
  { plan }: ObservationInput,
): boolean {
  const current = plan.revisions.find(
    planned => planned.revision.spec.key === plan.current,
  );
  return (
    current !== undefined &&
    percent === 0 &&
    revision.number > current.revision.number
  );
}

function inWorld(
  { revision, percent }: PlannedRevision,
  world: PlanWorld,
): RevisionInWorld {
  const facts = world.facts.get(revision.spec.key);
  return {
    key: revision.spec.key,
    name: revision.spec.name,
    component: revision.spec.component,
    number: revision.number,
    createdAt: revision.createdAt,
    percent,
    generation: revision.generation,
    ...(facts ? { facts } : {}),
  };
}

function replicaCounts(
  world: PlanWorld,
  servingKey: string | undefined,
): ReplicaCounts {
  const { minReplicas, maxReplicas } = world.service.spec.predictor;
  const desired =
    world.isDeleting || isStopped(world.service) ? 0 : world.wantedReplicas;
  const min = minReplicas ?? 1;
  return {
    ready: servingKey
      ? routableReplicas(world.facts.get(servingKey)).length
      : 0,
    desired,
    min,
    max: Math.max(maxReplicas ?? 0, min, desired),
  };
}

/** Without what changes by the second: that is history of its own. */
function lasting(facts: RevisionFacts): RevisionFacts {
  return {
    ...facts,
    replicas: facts.replicas.map(replica => {
      const { cpuCores: _cpu, memoryBytes: _memory, ...rest } = replica;
      return rest;
    }),
  };
}

function isRuntimeKind(
  kind: string,
): kind is 'ServingRuntime' | 'ClusterServingRuntime' {
  return kind === 'ServingRuntime' || kind === 'ClusterServingRuntime';
}

import {
  deriveInferenceServiceStatus,
  describeDeployment,
  endpointsOf,
  openAiBaseOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterSettings,
  ComponentName,
  ConfigurationLine,
  DeploymentWorld,
  GuardTrip,
  InferenceServiceStatus,
  ModelMetadata,
  RevisionInWorld,
  RolloutRecord,
  Rollouts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ObservedDeployment, StoredRevision } from '../store/types';
import { lastingFacts } from './lastingFacts';
import { isRouteLive } from './isRouteLive';
import { missingSince, routeMissing } from './missingRoute';
import { replicaCounts } from './replicaCounts';
import { ALL_TRAFFIC, isServing } from '../rollout';
import {
  ComponentWorld,
  DeploymentPlan,
  PlannedRevision,
  PlanWorld,
  Resolution,
} from './types';

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
  const spec =
    servingOf(plan, plan.entry)?.spec ??
    resolvedOf(componentOf(world, plan.entry))?.draft;
  const draft = resolvedOf(componentOf(world, 'predictor'))?.draft;
  const serving = servingOf(plan, 'predictor');
  const endpoints = spec
    ? endpointsOf({
        service: world.service,
        protocol: spec.protocol,
        modelName: spec.modelName,
        settings,
        offersGrpc: offersGrpc(world, previous),
        openAiBase: openAiBaseOf(spec.pod),
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
  const modelUri = (serving?.spec ?? draft)?.model?.uri ?? previous?.modelUri;
  return {
    status,
    observed: {
      state,
      stateSince: isSameWord && previous ? previous.stateSince : now,
      generation: world.service.metadata.generation ?? 1,
      replicas: replicaCounts(world, plan),
      endpoints,
      ...routeMissing(deployment),
      ...(runtime ? { runtime } : {}),
      ...(spec ? { protocol: spec.protocol, modelName: spec.modelName } : {}),
      ...(modelUri ? { modelUri } : {}),
      ...(input.modelMetadata ? { modelMetadata: input.modelMetadata } : {}),
      revisions: plan.revisions
        .filter(planned => matters(planned, input))
        .map(({ revision: { spec: own }, ...share }) => {
          const facts = world.facts.get(own.key);
          return {
            name: own.name,
            component: own.component,
            ...share,
            ...(facts ? { facts: lastingFacts(facts) } : {}),
          };
        }),
      configuration: world.components.flatMap(component =>
        configurationOf(component, previous),
      ),
      warnings: world.components.flatMap(
        component => resolvedOf(component)?.warnings ?? [],
      ),
      ...(lastDeployedAt ? { lastDeployedAt } : {}),
      rollouts: rolloutsOf(world, plan, status),
    },
  };
}

/** Whether replicas listen for gRPC; while there is none, as it was. */
function offersGrpc(
  { facts }: PlanWorld,
  previous: ObservedDeployment | undefined,
): boolean {
  const endpoints = [...facts.values()].flatMap(({ replicas }) =>
    replicas.flatMap(({ endpoint }) => endpoint ?? []),
  );
  return endpoints.length > 0
    ? endpoints.some(({ grpcPort }) => grpcPort !== undefined)
    : previous?.endpoints.some(({ grpc }) => grpc) ?? false;
}

/** Whether a canary is still there with the share for which the guard took its traffic. */
function isHeldBy(
  guard: GuardTrip | undefined,
  canaryPercent: number | undefined,
  { revisions }: DeploymentPlan,
): boolean {
  return (
    guard !== undefined &&
    guard.percent === (canaryPercent ?? ALL_TRAFFIC) &&
    revisions.some(
      ({ revision, isCanary }) =>
        isCanary && revision.spec.name === guard.revision,
    )
  );
}

function componentOf(
  world: PlanWorld,
  name: ComponentName,
): ComponentWorld | undefined {
  return world.components.find(({ component }) => component === name);
}

/** The revision of a component that has its traffic, but for a canary's share. */
function servingOf(
  { revisions }: DeploymentPlan,
  component: ComponentName,
): StoredRevision | undefined {
  return revisions.find(
    planned => isServing(planned) && planned.revision.component === component,
  )?.revision;
}

/** Addresses of tags; the revision's name is what its key ends with. */
function tagsOf(
  { intent, entry }: DeploymentPlan,
  { ingress, gatewayUrl }: ClusterSettings,
): Pick<DeploymentWorld['route'], 'tags'> {
  if (!intent?.split?.tags.length) return {};
  const port = gatewayUrl ? new URL(gatewayUrl).port : '';
  return {
    tags: intent.split.tags.map(({ tag, hosts: [host], target }) => ({
      component: entry,
      revision: target.revision.slice(target.revision.indexOf('/') + 1),
      tag,
      ...(host
        ? { url: `${ingress.urlScheme}://${host}${port && `:${port}`}` }
        : {}),
    })),
  };
}

/** What the status says was rolled out; where a stop cleared that, what was known before. */
function rolloutsOf(
  { components }: PlanWorld,
  plan: DeploymentPlan,
  status: InferenceServiceStatus,
): Rollouts {
  return Object.fromEntries(
    components.flatMap(({ component, rollout, canaryPercent, canaries }) => {
      const known = status.components?.[component];
      if (!known) return rollout ? [[component, rollout]] : [];
      const { latestRolledoutRevision, previousRolledoutRevision } = known;
      const guards = (rollout?.guards ?? []).filter(trip =>
        canaries?.some(
          ({ name, percent }) =>
            percent === trip.percent &&
            plan.revisions.some(
              ({ revision, canary }) =>
                canary === name && revision.spec.name === trip.revision,
            ),
        ),
      );
      const gradual = plan.gradual?.get(component);
      const record: RolloutRecord = {
        ...(latestRolledoutRevision
          ? { rolledOut: latestRolledoutRevision }
          : {}),
        ...(previousRolledoutRevision
          ? { previous: previousRolledoutRevision }
          : {}),
        ...(isHeldBy(rollout?.guard, canaryPercent, plan)
          ? { guard: rollout?.guard }
          : {}),
        ...(guards.length > 0 ? { guards } : {}),
        ...(gradual ? { gradual } : {}),
      };
      return [[component, record]];
    }),
  );
}

function resolvedOf(
  component: ComponentWorld | undefined,
): Extract<Resolution, { kind: 'resolved' }> | undefined {
  return component?.resolution?.kind === 'resolved'
    ? component.resolution
    : undefined;
}

/** Lines of a component; those known before, while its spec comes to nothing. The predictor's bear no name. */
function configurationOf(
  world: ComponentWorld,
  previous: ObservedDeployment | undefined,
): readonly ConfigurationLine[] {
  if (!world.resolution) return [];
  const component =
    world.component === 'predictor' ? undefined : world.component;
  const resolved = resolvedOf(world);
  if (!resolved) {
    return (
      previous?.configuration.filter(line => line.component === component) ?? []
    );
  }
  return component
    ? resolved.configuration.map(line => ({ ...line, component }))
    : resolved.configuration;
}

function deploymentWorld(
  input: ObservationInput,
  endpoints: DeploymentWorld['route']['endpoints'],
): DeploymentWorld {
  const { world, plan } = input;
  const relevant = plan.revisions.filter(
    planned => matters(planned, input) && !isTakenBack(planned, input),
  );
  const runtime = relevant
    .filter(({ revision }) => revision.component === 'predictor')
    .pop()?.revision.runtime;
  const problem = world.gateways.problem ?? world.exposureProblem;
  const live = !world.exposureProblem && isRouteLive(plan.intent, world);
  return {
    service: world.service,
    revisions: relevant.map(planned => inWorld(planned, world)),
    ...(runtime && isRuntimeKind(runtime.kind)
      ? { runtime: { kind: runtime.kind, name: runtime.name } }
      : {}),
    planFailures: plan.failures,
    joining: plan.joining,
    route: {
      live,
      ...missingSince(live, input.previous, world.now),
      ...(problem ? { problem } : {}),
      endpoints,
      ...tagsOf(plan, input.settings),
    },
    rollouts: Object.fromEntries(
      world.components.flatMap(({ component, rollout }) =>
        rollout ? [[component, rollout]] : [],
      ),
    ),
    wasReady: componentOf(world, 'predictor')?.latestReady !== undefined,
    wasReachable: input.previous?.state.code === 'ready',
    hasAutoscaler: componentOf(world, 'predictor')?.scaled !== undefined,
    ceilings: ceilingsOf(world),
    now: world.now,
  };
}

/** Of revisions whose maximum holds requests up. */
function ceilingsOf({
  components,
}: PlanWorld): NonNullable<DeploymentWorld['ceilings']> {
  return components.flatMap(({ component, ceilings }) =>
    [...(ceilings ?? [])].map(([revision, { wanted, max, since }]) => ({
      component,
      revision,
      wanted,
      max,
      since: new Date(since).toISOString(),
    })),
  );
}

/** Revisions that run, take part or are to come; older ones are history. */
function matters(planned: PlannedRevision, input: ObservationInput): boolean {
  const { key, component } = planned.revision.spec;
  return (
    isServing(planned) ||
    planned.isCanary === true ||
    key === latestOf(component, input)?.spec.key ||
    input.world.facts.has(key)
  );
}

/** The revision that a component's spec comes to; the newest while it is stopped or goes. */
function latestOf(
  name: ComponentName,
  { world, plan }: ObservationInput,
): StoredRevision | undefined {
  const isOfSpec = world.components.some(
    ({ component, resolution }) => component === name && resolution,
  );
  if (!isOfSpec) return undefined;
  const revisions = plan.revisions.flatMap(({ revision }) =>
    revision.component === name ? [revision] : [],
  );
  return (
    revisions.find(({ spec }) => plan.current.includes(spec.key)) ??
    revisions[revisions.length - 1]
  );
}

/** Newer than what is wanted again: what goes wrong with it while it ends is of no interest any more. */
function isTakenBack(
  { revision, percent, isCanary }: PlannedRevision,
  input: ObservationInput,
): boolean {
  if (isCanary) return false;
  const latest = latestOf(revision.spec.component, input);
  return (
    latest !== undefined && percent === 0 && revision.number > latest.number
  );
}

function inWorld(
  { revision, percent, isCanary, canary }: PlannedRevision,
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
    ...(isCanary ? { isCanary } : {}),
    ...(canary ? { canary } : {}),
    generation: revision.generation,
    ...(facts ? { facts } : {}),
  };
}

function isRuntimeKind(
  kind: string,
): kind is 'ServingRuntime' | 'ClusterServingRuntime' {
  return kind === 'ServingRuntime' || kind === 'ClusterServingRuntime';
}

import {
  describeDeployment,
  isStopped,
  openAiBaseOf,
  reportedEndpoints,
  type Condition,
  type ConfigurationLine,
  type DeploymentWorld,
  type FieldMessage,
  type InferenceService,
  type InferenceServiceStatus,
  type ModelMetadata,
  type ReplicaCounts,
  type RevisionFacts,
  type RevisionInWorld,
  type RouteProfile,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ObservedDeployment } from '../../store/types';
import { lastingFacts } from '../lastingFacts';
import { missingSince, routeMissing } from '../missingRoute';
import type { Resolution } from '../types';
import { kserveSays } from './kserveSays';
import { withConnection, type ToldConnection } from './withConnection';
import { withHardware } from './withHardware';
import { managedRevisions } from './managedRevisions';
import { reportedFailures } from './reportedFailures';

/** What is known of a deployment on a cluster that reconciles by itself. */
export interface ManagedWorld {
  /** As the cluster has it, with KServe's status. */
  readonly service: InferenceService;
  /** Of its Deployments or Knative revisions, from their pods. */
  readonly facts: readonly RevisionFacts[];
  /** What its predictor comes to by our own rules: for names and addresses, not for verdicts. */
  readonly resolution?: Resolution;
  /** The connection that it names, as the cluster tells of it. */
  readonly connection?: ToldConnection;
  /** Why what is known may be out of date, and since when (ISO 8601). */
  readonly problem?: { readonly message: string; readonly since: string };
  /** Whose reading of labels and annotations counts; absent: as kept so far. */
  readonly routeProfile?: RouteProfile;
  /** As kept so far. */
  readonly previous?: ObservedDeployment;
  /** Metadata that the serving revision reported. */
  readonly modelMetadata?: ModelMetadata;
  /** ms since epoch */
  readonly now: number;
}

/**
 * What is kept about a deployment of a managed cluster. The status is KServe's, as it is; the state that people see comes
 * from the same functions as on native clusters, of what KServe says and of what its pods do: one and the same situation has
 * one and the same word and explanation on either.
 */
export function deriveManagedObserved(world: ManagedWorld): {
  readonly status: InferenceServiceStatus | undefined;
  readonly observed: ObservedDeployment;
} {
  const { service, previous } = world;
  const resolved =
    world.resolution?.kind === 'resolved' ? world.resolution : undefined;
  const draft = resolved?.draft;
  // KServe may serve what our rules find no runtime for: its own default then, V1
  const protocol =
    draft?.protocol ??
    previous?.protocol ??
    service.spec.predictor.model?.protocolVersion ??
    'v1';
  const modelName =
    draft?.modelName ?? previous?.modelName ?? service.metadata.name;
  const routeProfile = world.routeProfile ?? previous?.routeProfile;
  const endpoints = isStopped(service)
    ? []
    : reportedEndpoints({
        service,
        protocol,
        modelName,
        openAiBase: draft && openAiBaseOf(draft.pod),
        ...(routeProfile && { routeProfile }),
      });
  const deployment = {
    ...worldOf(world, endpoints),
    ...(routeProfile && { routeProfile }),
  };
  const said = describeDeployment(deployment);
  const beside = kserveSays(said, service.status);
  const state = beside ? { ...said, notes: [...said.notes, beside] } : said;
  const now = new Date(world.now).toISOString();
  const isSameWord = previous?.state.word === state.word;
  const becameReady =
    state.code === 'ready' && previous?.state.code !== 'ready';
  const lastDeployedAt = becameReady ? now : previous?.lastDeployedAt;
  const runtime = draft?.runtime ?? previous?.runtime;
  const modelUri =
    draft?.model?.uri ?? world.connection?.location ?? previous?.modelUri;
  const metadata = world.modelMetadata ?? previous?.modelMetadata;
  return {
    status: service.status,
    observed: {
      state,
      stateSince: isSameWord && previous ? previous.stateSince : now,
      generation: service.metadata.generation ?? 1,
      replicas: countsOf(service, deployment.revisions),
      endpoints,
      ...routeMissing(deployment),
      ...(runtime ? { runtime } : {}),
      protocol,
      modelName,
      ...(modelUri ? { modelUri } : {}),
      ...(metadata ? { modelMetadata: metadata } : {}),
      revisions: deployment.revisions.map(revision => ({
        name: revision.name,
        component: revision.component,
        number: revision.number,
        percent: revision.percent,
        ...(revision.isCanary ? { isCanary: true } : {}),
        ...(revision.canary ? { canary: revision.canary } : {}),
        ...(revision.facts ? { facts: lastingFacts(revision.facts) } : {}),
      })),
      configuration: configurationOf(world, modelUri),
      warnings: warningsOf(world),
      ...(lastDeployedAt ? { lastDeployedAt } : {}),
      ...(routeProfile ? { routeProfile } : {}),
    },
  };
}

function worldOf(
  world: ManagedWorld,
  endpoints: DeploymentWorld['route']['endpoints'],
): DeploymentWorld {
  const { service, previous } = world;
  const { status } = service;
  const seen = managedRevisions(service, world.facts);
  const failures = reportedFailures(service, seen);
  const revisions = seen.map(revision => {
    const failure = failures.running.get(revision.component);
    return failure && revision.facts && !revision.canary
      ? { ...revision, facts: { ...revision.facts, failure } }
      : revision;
  });
  const ingress = status?.conditions?.find(
    ({ type }) => type === 'IngressReady',
  );
  const live = ingress?.status === 'True';
  const { servingRuntimeName, clusterServingRuntimeName } = status ?? {};
  const name = servingRuntimeName ?? clusterServingRuntimeName;
  return {
    service,
    revisions,
    ...(name && {
      runtime: {
        kind: servingRuntimeName ? 'ServingRuntime' : 'ClusterServingRuntime',
        name,
      },
    }),
    planFailures: failures.plan,
    route: {
      live,
      ...missingSince(live, previous, world.now),
      ...(ingress?.status === 'False' && {
        problem: {
          message: ingress.message ?? ingress.reason ?? 'not ready',
          since: failedSince(ingress, revisions),
        },
      }),
      endpoints,
    },
    ...(world.problem && { clusterProblem: world.problem }),
    // Addresses come with the first Ready, and go with a stop
    wasReady: status?.url !== undefined || status?.address !== undefined,
    wasReachable: previous?.state.code === 'ready',
    now: world.now,
  };
}

/** KServe makes routes when what they lead to is ready: before that, none is missing. */
function failedSince(
  { lastTransitionTime = '' }: Condition,
  revisions: readonly RevisionInWorld[],
): string {
  const readyAt = revisions.flatMap(({ facts }) =>
    (facts?.replicas ?? []).flatMap(replica => replica.readyAt ?? []),
  );
  return [lastTransitionTime, ...readyAt].reduce((a, b) =>
    Date.parse(b) > Date.parse(a) ? b : a,
  );
}

function countsOf(
  service: InferenceService,
  revisions: readonly RevisionInWorld[],
): ReplicaCounts {
  const { minReplicas = 1, maxReplicas = 0 } = service.spec.predictor;
  const own = revisions.filter(
    ({ component, percent, isCanary }) =>
      component === 'predictor' && (percent > 0 || isCanary),
  );
  const ready = own.reduce(
    (sum, { facts }) =>
      sum +
      (facts?.replicas.filter(({ state }) => state === 'ready').length ?? 0),
    0,
  );
  const isEnding =
    isStopped(service) || service.metadata.deletionTimestamp !== undefined;
  const asked = own.reduce((sum, { facts }) => sum + (facts?.desired ?? 0), 0);
  const running = own.length > 0 ? asked : minReplicas;
  const desired = isEnding ? 0 : running;
  return {
    ready,
    desired,
    min: minReplicas,
    max: Math.max(maxReplicas, minReplicas, desired),
  };
}

/** Lines as resolved; those known before, while the spec comes to nothing. */
function configurationOf(
  { service, resolution, previous, connection }: ManagedWorld,
  modelUri: string | undefined,
): readonly ConfigurationLine[] {
  const lines =
    resolution?.kind === 'resolved'
      ? resolution.configuration
      : previous?.configuration ?? [];
  return withConnection(withHardware(lines, service), {
    service,
    ...(connection && { connection }),
    ...(modelUri && { modelUri }),
  });
}

function warningsOf({ resolution }: ManagedWorld): readonly FieldMessage[] {
  return resolution?.kind === 'resolved' ? resolution.warnings : [];
}

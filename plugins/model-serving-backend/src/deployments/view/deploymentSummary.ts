import {
  accessOf,
  accessWithoutGateway,
  annotations,
  describeDeployment,
  entityRefOf,
  isStopped,
  modelUriOf,
  type DeploymentState,
  type DeploymentSummary,
  type InferenceService,
  type ReplicaCounts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ObservedDeployment, StoredResource } from '../../store';

/** What a summary is made of beside the stored resource. */
export interface SummaryFacts {
  readonly isDefaultCluster: boolean;
  readonly traffic?: DeploymentSummary['traffic'];
  /** Why no gateway of ours is in front of it. */
  readonly ungated?: string;
  /** Its cluster is not configured any more. */
  readonly isClusterRemoved?: boolean;
  /** ms since epoch */
  readonly now: number;
}

/** Lifecycle of what does not say one. */
const DEFAULT_LIFECYCLE = 'experimental';

/** A deployment as lists show it. */
export function deploymentSummary(
  stored: StoredResource<'InferenceService'>,
  facts: SummaryFacts,
): DeploymentSummary {
  const { object, observed, ref } = stored;
  const notes = object.metadata.annotations ?? {};
  const {
    code,
    word,
    tone,
    headline,
    notes: remarks,
  } = currentState(stored, facts);
  const { model } = object.spec.predictor;
  const location = modelUriOf(object);
  return {
    ref,
    uid: stored.uid,
    resourceVersion: object.metadata.resourceVersion ?? '',
    generation: object.metadata.generation ?? 1,
    title: notes[annotations.displayName] || ref.name,
    description: notes[annotations.description] || undefined,
    owner: stored.owner,
    lifecycle: notes[annotations.lifecycle] || DEFAULT_LIFECYCLE,
    tags: (notes[annotations.tags] ?? '')
      .split(',')
      .map(tag => tag.trim())
      .filter(Boolean),
    entityRef: entityRefOf({
      kind: 'InferenceService',
      ...ref,
      isDefaultCluster: facts.isDefaultCluster,
    }),
    state: { code, word, tone, headline, notes: remarks },
    stateSince:
      stored.deletionRequestedAt ?? observed?.stateSince ?? stored.createdAt,
    runtime: observed?.runtime,
    model: {
      format: model?.modelFormat?.name,
      version: model?.modelFormat?.version,
      type:
        notes[annotations.modelType] === 'generative'
          ? 'generative'
          : 'predictive',
      protocol: observed?.protocol ?? model?.protocolVersion,
      name: observed?.modelName ?? ref.name,
      uri: observed?.modelUri ?? location.uri,
      connection: location.connection,
    },
    endpoints: observed?.endpoints ?? [],
    resources: model?.resources,
    replicas: observed?.replicas ?? requestedReplicas(object),
    access: accessIn(stored, facts),
    // What no gateway of ours sees is unknown, not zero
    traffic: facts.ungated ? undefined : facts.traffic,
    createdAt: stored.createdAt,
    lastDeployedAt: observed?.lastDeployedAt,
    ...(facts.isClusterRemoved && { isClusterRemoved: true }),
  };
}

/**
 * The state as last observed. What was not observed yet is described by what is known of it: that it was requested, or
 * stopped, or that its deletion was accepted. On a cluster that is not configured any more nobody carries a deletion out.
 */
export function currentState(
  stored: StoredResource<'InferenceService'>,
  { now, isClusterRemoved }: Pick<SummaryFacts, 'now' | 'isClusterRemoved'>,
): DeploymentState {
  const { observed } = stored;
  const isDeleting = stored.deletionRequestedAt !== undefined;
  const isKnown = isClusterRemoved
    ? observed?.state.code !== 'deleting'
    : !isDeleting || observed?.state.code === 'deleting';
  if (observed && isKnown) return observed.state;
  return describeDeployment({
    service: stored.object,
    revisions: [],
    route: { live: false, endpoints: observed?.endpoints ?? [] },
    wasReady: false,
    wasReachable: false,
    ...(isClusterRemoved && {
      clusterProblem: {
        message: `the cluster '${stored.ref.cluster}' is not configured any more`,
        since: stored.createdAt,
        isRemoved: true,
      },
    }),
    now,
  });
}

function requestedReplicas(service: InferenceService): ReplicaCounts {
  const { minReplicas = 1, maxReplicas = 0 } = service.spec.predictor;
  return {
    ready: 0,
    desired: isStopped(service) ? 0 : minReplicas,
    min: minReplicas,
    max: Math.max(minReplicas, maxReplicas),
  };
}

function accessIn(
  { object, observed }: StoredResource<'InferenceService'>,
  { ungated }: SummaryFacts,
): DeploymentSummary['access'] {
  const profile = observed?.routeProfile;
  // Open Data Hub's gateway asks for tokens as ours does
  return ungated && profile !== 'odh'
    ? accessWithoutGateway(object)
    : accessOf(object, isReached(observed), profile);
}

/** Whether others than this machine reach its addresses, as last written down. */
function isReached(observed: ObservedDeployment | undefined): boolean {
  const { endpoints = [] } = observed ?? {};
  return endpoints.some(({ visibility }) => visibility !== 'machine');
}

/** Facts of a revision as last written down. */
export function observedRevision(
  observed: ObservedDeployment | undefined,
  name: string,
): ObservedDeployment['revisions'][number] | undefined {
  return observed?.revisions.find(revision => revision.name === name);
}

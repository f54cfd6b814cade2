import type {
  DeploymentDetail,
  RevisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { LiveFacts } from '../../observe/types';
import { isKnativeRevision } from '../../reconcile';
import type { StoredResource, StoredRevision } from '../../store';
import {
  currentState,
  deploymentSummary,
  observedRevision,
  type SummaryFacts,
} from './deploymentSummary';

/** What a page is made of beside the stored resource. */
export interface DetailFacts extends SummaryFacts {
  readonly revisions: readonly StoredRevision[];
  readonly live: LiveFacts;
}

/** A deployment as its page shows it. Revisions: newest first. */
export function deploymentDetail(
  stored: StoredResource<'InferenceService'>,
  facts: DetailFacts,
): DeploymentDetail {
  const { object, observed } = stored;
  const kept = [...facts.revisions]
    .reverse()
    .map(revision => revisionView(revision, stored, facts.live));
  return {
    ...deploymentSummary(stored, facts),
    fullState: currentState(stored, facts),
    conditions: object.status?.conditions ?? [],
    resource: object,
    revisions: kept.length > 0 ? kept : runningRevisions(stored, facts.live),
    modelMetadata: observed?.modelMetadata,
    configuration: observed?.configuration ?? [],
    warnings: observed?.warnings ?? [],
    routeProfile: observed?.routeProfile,
    ...(facts.ungated && { ungated: facts.ungated }),
  };
}

/** On a cluster that keeps its revisions itself: what runs there, newest first. */
export function runningRevisions(
  { ref, observed, createdAt }: StoredResource<'InferenceService'>,
  live: LiveFacts,
): readonly RevisionView[] {
  const revisions = observed?.revisions ?? [];
  return [...revisions].reverse().map(revision => {
    const { name, component, number, percent, isCanary, canary } = revision;
    const facts =
      (revision.facts && live.revision(ref, revision.facts.key)) ??
      revision.facts;
    return {
      name,
      component: component ?? 'predictor',
      number: number ?? 1,
      createdAt: facts?.createdAt ?? createdAt,
      percent,
      ...(isCanary && { isCanary }),
      ...(canary && { canary }),
      ...(isKnativeRevision(name) ? {} : { isChangedInPlace: true }),
      ...(facts && { facts }),
    };
  });
}

/** A revision as people see it. */
export function revisionView(
  revision: StoredRevision,
  stored: StoredResource<'InferenceService'>,
  live: LiveFacts,
): RevisionView {
  const observed = observedRevision(stored.observed, revision.spec.name);
  return {
    name: revision.spec.name,
    component: revision.component,
    number: revision.number,
    createdAt: revision.createdAt,
    createdBy: revision.createdBy,
    modelUri: revision.spec.model?.uri,
    runtime: revision.runtime?.name,
    percent: observed?.percent ?? 0,
    ...(observed?.isCanary && { isCanary: true }),
    ...(observed?.canary && { canary: observed.canary }),
    // Live facts have CPU and memory; a backend without the lease serves those that were written down
    facts: live.revision(stored.ref, revision.spec.key) ?? observed?.facts,
  };
}

import {
  LISTED_SCALE_DECISIONS,
  SHOWN_SCALE_DECISIONS,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ComponentScaling,
  DeploymentScaling,
  InferenceService,
  ResourceRef,
  ScaleDecisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  AnyScaleRecord,
  explainScale,
  ScaleRecord,
  UsageRecord,
} from '../../autoscale';
import type { ScaleDecisionStore, StoredResource } from '../../store/types';

/** Decisions are kept for so long. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** The last looks at a revision; `fixed`: nothing scales it; undefined: another backend decides. */
export type ScaleRecords = (
  cluster: ResourceRef['cluster'],
  key: string,
) => readonly AnyScaleRecord[] | 'fixed' | undefined;

/** Which decisions to tell of. */
export interface ScalingRange {
  /** ms since epoch; absent: the last looks. */
  readonly since?: number;
}

/** Where decisions are found. */
export interface ScalingSources {
  readonly records: ScaleRecords;
  readonly kept: Pick<ScaleDecisionStore, 'list'>;
  /** ms since epoch */
  readonly now: number;
}

/** How requests or usage decide the replicas of a deployment, for people. */
export async function deploymentScaling(
  stored: StoredResource<'InferenceService'>,
  { since }: ScalingRange,
  sources: ScalingSources,
): Promise<DeploymentScaling> {
  const { ref, uid, observed } = stored;
  const items: ComponentScaling[] = [];
  for (const revision of observed?.revisions ?? []) {
    const { name, component = 'predictor', percent } = revision;
    if (percent === 0 && since === undefined) continue;
    const known = {
      uid,
      cluster: ref.cluster,
      key: `${ref.namespace}/${name}`,
    };
    const scaledBy = clusterDecides(revision, stored.object);
    if (scaledBy && since === undefined) {
      items.push({ component, revision: name, decisions: [], scaledBy });
      continue;
    }
    const decisions =
      since === undefined
        ? await lastLooks(known, sources)
        : await keptSince(since, known, sources);
    if (decisions) items.push({ component, revision: name, decisions });
  }
  return { items };
}

/** The cluster's own autoscaler decides the number of a revision, and keeps its reasons. */
function clusterDecides(
  { facts, component = 'predictor' }: ObservedRevision,
  service: InferenceService,
): ComponentScaling['scaledBy'] {
  if (!facts?.scaledBy) return undefined;
  const { minReplicas = 1, maxReplicas = 0 } = service.spec[component] ?? {};
  // An HPA knows no zero
  const min = Math.max(
    facts.scaledBy.kind === 'ScaledObject' ? 0 : 1,
    minReplicas,
  );
  return {
    ...facts.scaledBy,
    replicas: facts.desired,
    min,
    max: Math.max(maxReplicas, min, 1),
  };
}

type ObservedRevision = NonNullable<
  StoredResource<'InferenceService'>['observed']
>['revisions'][number];

interface KnownRevision {
  readonly uid: string;
  readonly cluster: string;
  readonly key: string;
}

/** Of the backend that decides its own; of another what it has kept: each change, and so what holds now. */
async function lastLooks(
  { uid, cluster, key }: KnownRevision,
  { records, kept, now }: ScalingSources,
): Promise<readonly ScaleDecisionView[] | undefined> {
  const known = records(cluster, key);
  if (known === 'fixed') return undefined;
  if (known) return known.slice(-SHOWN_SCALE_DECISIONS).map(view);
  const last = await kept.list(uid, key, {
    from: now - KEPT_MS,
    limit: SHOWN_SCALE_DECISIONS,
  });
  return last.length > 0 ? last.map(view) : undefined;
}

async function keptSince(
  since: number,
  { uid, key }: KnownRevision,
  { kept, now }: ScalingSources,
): Promise<readonly ScaleDecisionView[] | undefined> {
  const records = await kept.list(uid, key, {
    from: Math.max(since, now - KEPT_MS),
    limit: LISTED_SCALE_DECISIONS,
  });
  return records.length > 0
    ? records.map(record => ({ ...view(record), record: { ...record } }))
    : undefined;
}

function view(record: AnyScaleRecord): ScaleDecisionView {
  return record.kind === 'usage' ? usageView(record) : requestView(record);
}

/** In cores or bytes of a replica; a share of what it asks for is what that comes to. */
function usageView(record: UsageRecord): ScaleDecisionView {
  const { at, spec, requests, proposals, decisive = 0, desired } = record;
  const metric = spec.metrics[decisive];
  const proposal = proposals[decisive];
  const measured =
    proposal && !('problem' in proposal) ? proposal.measured : undefined;
  const total =
    'utilization' in metric
      ? requests[metric.resource] ?? 0
      : metric.averageValue;
  const isShare = 'utilization' in metric;
  return {
    at: new Date(at).toISOString(),
    because: explainScale(record),
    replicas: record.replicas,
    ready: record.ready,
    min: spec.minScale,
    max: spec.maxScale,
    metric: metric.resource,
    target: isShare ? (total * metric.utilization) / 100 : total,
    total,
    ...(measured === undefined
      ? {}
      : { stable: isShare ? (total * measured) / 100 : measured }),
    ...(desired === undefined ? {} : { desired }),
    activity: record.activity,
  };
}

function requestView(record: ScaleRecord): ScaleDecisionView {
  const { at, spec, stable, panic, desired, panicUntil } = record;
  return {
    at: new Date(at).toISOString(),
    because: explainScale(record),
    replicas: record.replicas,
    ready: record.ready,
    min: spec.minScale,
    max: spec.maxScale,
    metric: spec.metric,
    target: spec.target,
    total: spec.total,
    ...(stable === undefined ? {} : { stable }),
    ...(panic === undefined ? {} : { panic }),
    ...(desired === undefined ? {} : { desired }),
    activity: record.activity,
    ...(panicUntil === undefined
      ? {}
      : { panicUntil: new Date(panicUntil).toISOString() }),
  };
}

import type {
  ClusterSettings,
  ComponentExtension,
  ComponentName,
  ComponentStatus,
  RolloutRecord,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  canaryPercentOf,
  queueLimitsOf,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterScale } from '@greenroom/backstage-plugin-model-serving-node';
import type { ComponentScale, UsageScale } from '../autoscale';
import {
  CanaryWorld,
  COMPONENTS,
  ComponentWorld,
  payloadHandling,
  Resolution,
  wantedReplicas,
} from '../reconcile';
import { isServing, stillHeld } from '../rollout';
import type { StoredResource, StoredRevision } from '../store/types';
import { rolloutDurationIn } from './rolloutDurationIn';

/** What the components of a deployment are made of. */
export interface ComponentsOptions {
  readonly stored: StoredResource<'InferenceService'>;
  readonly settings: ClusterSettings;
  readonly revisions: readonly StoredRevision[];
  readonly resolutions: ReadonlyMap<ComponentName, Resolution>;
  /** Canaries that the spec names, with as many replicas as it asks for. */
  readonly named: readonly CanaryWorld[];
  /** Canaries that may go on though the guard had stopped them, by revision. */
  readonly allowed: ReadonlyMap<string, number>;
  readonly clusterScaleOf: (
    component: ComponentExtension,
  ) => ClusterScale | undefined;
  /** Not asked where the cluster scales. */
  readonly scaleOf: (
    component: ComponentExtension,
  ) => ComponentScale | UsageScale | undefined;
}

/** A component before anybody was asked how many replicas it should have. */
export interface UnscaledComponent extends ComponentWorld {
  /** How its requests or its usage scale it; absent: nothing does. */
  readonly scale?: ComponentScale | UsageScale;
}

/** The components of the spec, and those that have revisions from before. */
export function componentsOf(options: ComponentsOptions): UnscaledComponent[] {
  const { stored, settings, revisions, resolutions, named } = options;
  const { spec, status } = stored.object;
  const rolloutDurationMs = rolloutDurationIn(stored.object);
  const queue = queueLimitsOf(stored.object);
  const seen = stored.observed?.revisions ?? [];
  return COMPONENTS.flatMap(component => {
    const own = spec[component];
    const kept = revisions.filter(known => known.component === component);
    if (!own && kept.length === 0) return [];
    const had = seen.filter(({ name }) =>
      kept.some(({ spec: { name: known } }) => known === name),
    );
    const served = had.find(isServing);
    const canariesBefore = had.filter(({ isCanary }) => isCanary);
    const canaries =
      component === 'predictor' ? canariesIn(named, settings) : [];
    const known = status?.components?.[component];
    const latestReady = known?.latestReadyRevision;
    const record =
      stored.observed?.rollouts?.[component] ?? (known && rolloutIn(known));
    const rollout = record && stillHeld(record, options.allowed);
    const canaryPercent = canaryPercentOf(stored.object, component);
    const { timeout, containerConcurrency } = own ?? {};
    const resolution = resolutions.get(component);
    const clusterScale = own && options.clusterScaleOf(own);
    const scale = clusterScale ? undefined : own && options.scaleOf(own);
    const isHeld = (clusterScale?.minReplicas ?? scale?.minScale) === 0;
    return {
      ...(scale ? { scale } : {}),
      ...(clusterScale ? { clusterScale } : {}),
      component,
      ...(resolution ? { resolution } : {}),
      revisions: kept,
      ...(served ? { servingBefore: served.name } : {}),
      ...(canariesBefore.length > 0 ? { canariesBefore } : {}),
      ...(canaries.length > 0 ? { canaries } : {}),
      ...(canaryPercent === undefined ? {} : { canaryPercent }),
      ...(rollout ? { rollout } : {}),
      ...(rolloutDurationMs > 0 ? { rolloutDurationMs } : {}),
      ...(latestReady ? { latestReady } : {}),
      wantedReplicas: scale
        ? Math.max(1, scale.minScale, initialScaleOf(scale))
        : wantedReplicas({
            component: own ?? {},
            clusterMaximum: settings.maxReplicas,
          }),
      limits: {
        ...(timeout ? { timeoutMs: timeout * 1000 } : {}),
        ...(containerConcurrency ? { containerConcurrency } : {}),
        ...(isHeld ? { isHeld: true } : {}),
        ...(queue ? { queue } : {}),
        ...(scale && containerConcurrency
          ? { maxReplicas: scale.maxScale }
          : {}),
        ...(own && payloadHandling(stored.object, component, own)),
      },
    };
  });
}

/** Replicas that one starts with; usage starts with the minimum. */
function initialScaleOf(scale: ComponentScale | UsageScale): number {
  return scale.kind === 'usage' ? scale.minScale : scale.initialScale;
}

/** The roll-out record of a status that was written before it was kept beside it. */
function rolloutIn(status: ComponentStatus): RolloutRecord {
  const { latestRolledoutRevision: rolledOut } = status;
  return rolledOut ? { rolledOut } : {};
}

/** The canaries of a spec, with no more replicas than the cluster runs of a service. */
function canariesIn(
  canaries: readonly CanaryWorld[],
  { maxReplicas }: ClusterSettings,
): CanaryWorld[] {
  return canaries.map(canary => ({
    ...canary,
    replicas: Math.min(canary.replicas, Math.max(1, maxReplicas)),
  }));
}

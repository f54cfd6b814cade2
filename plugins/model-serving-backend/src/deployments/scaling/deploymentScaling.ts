import { SHOWN_SCALE_DECISIONS } from '@greenroom/backstage-plugin-model-serving-common';
import type {
  DeploymentScaling,
  ResourceRef,
  ScaleDecisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { explainScale, ScaleRecord } from '../../autoscale';
import type { StoredResource } from '../../store/types';

/** The last looks at a revision that requests scale; undefined: they do not, or another backend decides. */
export type ScaleRecords = (
  cluster: ResourceRef['cluster'],
  key: string,
) => readonly ScaleRecord[] | undefined;

/** How requests decide the replicas of a deployment, for people. */
export function deploymentScaling(
  { ref, observed }: StoredResource<'InferenceService'>,
  records: ScaleRecords,
): DeploymentScaling {
  return {
    items: (observed?.revisions ?? []).flatMap(
      ({ name, component, percent, isCanary }) => {
        if (percent === 0 && !isCanary) return [];
        const known = records(ref.cluster, `${ref.namespace}/${name}`);
        if (!known) return [];
        return [
          {
            component: component ?? 'predictor',
            revision: name,
            decisions: known.slice(-SHOWN_SCALE_DECISIONS).map(view),
          },
        ];
      },
    ),
  };
}

function view(record: ScaleRecord): ScaleDecisionView {
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

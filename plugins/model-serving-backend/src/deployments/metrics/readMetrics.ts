import type {
  DeploymentMetrics,
  MetricRange,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { SampleStore, StoredResource } from '../../store';
import { absenceOf } from './absenceOf';
import { deploymentMetrics, metricRanges } from './deploymentMetrics';

/** Charts of a deployment for the time up to `to`, ms since epoch; where there is nothing, why. */
export async function readMetrics(
  samples: Pick<SampleStore, 'query' | 'queryParts'>,
  stored: StoredResource<'InferenceService'>,
  range: MetricRange,
  to: number,
): Promise<DeploymentMetrics> {
  const from = to - metricRanges[range].seconds * 1000;
  const [own, byRevision] = await Promise.all([
    samples.query(stored.uid, from, to),
    samples.queryParts(stored.uid, from, to),
  ]);
  return deploymentMetrics({
    samples: own,
    byRevision,
    range,
    to,
    absence: absenceOf(stored),
  });
}

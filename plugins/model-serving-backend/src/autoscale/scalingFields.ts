import type { ComponentExtension } from '@greenroom/backstage-plugin-model-serving-common';

/** What a component says of its scaling. */
export type ScalingFields = Pick<
  ComponentExtension,
  'minReplicas' | 'maxReplicas' | 'scaleMetric' | 'scaleTarget' | 'autoScaling'
>;

/** Percent of the requested CPU, where nobody says: KServe's. */
export const CPU_UTILIZATION = 80;

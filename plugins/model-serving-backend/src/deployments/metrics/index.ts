export { deploymentMetrics, metricRanges } from './deploymentMetrics';
export { readMetrics } from './readMetrics';

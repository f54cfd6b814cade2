export { deploymentMetrics, metricRanges } from './deploymentMetrics';
export { quantile } from './quantile';
export { readMetrics } from './readMetrics';

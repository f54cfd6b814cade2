export { absenceOf } from './absenceOf';
export { deploymentMetrics, metricRanges } from './deploymentMetrics';
export { quantile } from './quantile';

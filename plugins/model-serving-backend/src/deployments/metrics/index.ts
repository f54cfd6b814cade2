export { quantile } from './quantile';
export { readMetrics } from './readMetrics';

export {
  deploymentMetrics,
  metricRanges,
  metricSpan,
} from './deploymentMetrics';
export { readMetrics } from './readMetrics';

export { readMetrics } from './readMetrics';

export { GraphAccessContent } from './GraphAccessContent';
export { GraphStateCard, GraphEndpointsCard } from './cards';
export { GraphContent } from './GraphContent';
export { GraphHistoryContent } from './GraphHistoryContent';
export { GraphMetricsContent } from './GraphMetricsContent';
export { GraphYamlContent } from './GraphYamlContent';

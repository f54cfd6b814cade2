export { GraphAccessContent } from './GraphAccessContent';
export { GraphStateCard, GraphEndpointsCard } from './cards';
export { GraphContent } from './GraphContent';
export { GraphEventsContent } from './GraphEventsContent';
export { GraphHistoryContent } from './GraphHistoryContent';
export { GraphLogsContent } from './GraphLogsContent';
export { GraphMetricsContent } from './GraphMetricsContent';
export { GraphYamlContent } from './GraphYamlContent';

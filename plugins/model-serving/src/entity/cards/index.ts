export { ActivityCard } from './ActivityCard';
export { EndpointsCard } from './EndpointsCard';
export { StateCard } from './StateCard';
export { EntityCard } from './EntityCard';
export { UsedByGraphsCard } from './UsedByGraphsCard';

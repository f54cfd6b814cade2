export { ActivityCard } from './ActivityCard';
export { EndpointsCard } from './EndpointsCard';
export { StateCard } from './StateCard';

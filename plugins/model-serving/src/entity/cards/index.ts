export { EndpointsCard } from './EndpointsCard';
export { StateCard } from './StateCard';

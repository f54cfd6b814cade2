export { ConnectionReader } from './ConnectionReader';
export { ConnectionWriter } from './ConnectionWriter';
export { fetchedLocation } from './fetchedLocation';

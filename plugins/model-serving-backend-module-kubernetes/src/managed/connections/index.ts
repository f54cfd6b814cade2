export { ConnectionReader } from './ConnectionReader';
export { ConnectionTaker } from './ConnectionTaker';
export { ConnectionWriter } from './ConnectionWriter';
export { fetchedLocation } from './fetchedLocation';
export { namesSecret } from './namesSecret';
export type { Use } from './ConnectionTaker';

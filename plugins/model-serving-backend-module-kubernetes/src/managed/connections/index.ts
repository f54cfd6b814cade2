export { ConnectionWriter } from './ConnectionWriter';

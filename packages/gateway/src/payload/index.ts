export { BoundedCopy, ByteBudget } from './boundedCopy';
export { HttpSink } from './httpSink';
export { PayloadLogger } from './payloadLogger';
export type { PayloadCapture } from './payloadCapture';
export { PayloadQueue } from './payloadQueue';

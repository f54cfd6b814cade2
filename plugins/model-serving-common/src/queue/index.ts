export { queueLimitsOf, readQueueDepth, readQueueTimeout } from './queueLimits';

export { DatabaseSampleStore } from './DatabaseSampleStore';
export { partKey, partRange } from './partKey';
export type { PartKind } from './partKey';
export { quantile } from './quantile';
export { mergeHistograms, rollUp } from './rollUp';

export { DatabaseSampleStore } from './DatabaseSampleStore';
export { partKey, partRange } from './partKey';
export type { PartKind } from './partKey';
export { mergeHistograms, rollUp } from './rollUp';

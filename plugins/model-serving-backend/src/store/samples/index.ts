export { DatabaseSampleStore } from './DatabaseSampleStore';
export { mergeHistograms, rollUp } from './rollUp';

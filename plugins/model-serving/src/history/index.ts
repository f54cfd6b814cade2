export { WriteHistory } from './WriteHistory';
export type { HistorySource } from './types';

export { HistoryContent } from './HistoryContent';
export { historyColumns } from './historyColumns';

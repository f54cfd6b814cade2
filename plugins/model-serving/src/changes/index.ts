export { ExplainedChange } from './ExplainedChange';
export type { Explained } from './ExplainedChange';
export { RollbackDialog } from './RollbackDialog';

export { ExplainedChange, Lines } from './ExplainedChange';
export type { Explained } from './ExplainedChange';
export { RollbackDialog } from './RollbackDialog';

export { ExplainedChange } from './ExplainedChange';
export { RollbackDialog } from './RollbackDialog';
export { RolloutContent } from './RolloutContent';

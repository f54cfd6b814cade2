export { GraphDialogs } from './GraphDialogs';
export type { GraphDialogName } from './GraphDialogs';
export { useGraphActions } from './useGraphActions';

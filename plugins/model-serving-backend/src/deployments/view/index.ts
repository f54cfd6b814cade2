export {
  deploymentDetail,
  revisionView,
  runningRevisions,
} from './deploymentDetail';
export type { DetailFacts } from './deploymentDetail';
export { currentState, deploymentSummary } from './deploymentSummary';
export type { SummaryFacts } from './deploymentSummary';

export { GraphResponder } from './graphResponder';
export { GraphShelf } from './graphShelf';
export type {
  GraphTrace,
  LiveGraph,
  LiveStep,
  Running,
  StepAnswer,
  StepSpan,
} from './types';
export { UrlAgents } from './urlCall';
export type { LoadAgent } from './urlCall';

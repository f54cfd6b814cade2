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
export { UrlCaller } from './urlCaller';

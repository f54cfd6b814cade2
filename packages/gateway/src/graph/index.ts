export { GraphRun } from './graphRun';
export { GraphShelf } from './graphShelf';
export { graphError } from './stepAnswer';
export { StepBudget } from './stepBudget';
export { stepHeaders } from './stepHeaders';
export type { StepHeaders } from './stepHeaders';
export { stepTrace } from './stepTrace';
export type {
  LiveGraph,
  LiveStep,
  Running,
  StepAnswer,
  StepCaller,
  StepInput,
  StepSpan,
} from './types';
export { UrlCaller } from './urlCaller';

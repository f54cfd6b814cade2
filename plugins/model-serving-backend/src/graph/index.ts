export { compileGraph, routeIdOf } from './compileGraph';
export type {
  CompiledGraph,
  GraphDefaults,
  ServiceFacts,
} from './compileGraph';
export { GraphAddresses } from './GraphAddresses';
export { graphCircles } from './graphCircles';
export { GraphRoutes, stepUid } from './GraphRoutes';
export { defaultGraphs, readGraphDefaults } from './settings';
export { AuthorizedGraphs } from './AuthorizedGraphs';
export { DefaultGraphs } from './DefaultGraphs';
export { readyCondition } from './graphView';
export { servedState } from './servedState';
export { readServices, serviceFacts } from './serviceFacts';
export type { Graphs } from './types';
